"""What a call costs in DynamoDB's write units, which are most of its price (docs/performance.md)."""

from bench.counting import counted
from chalicelib.contacts import ContactState
from tests.calls.scenario import Center

# Measured: 25 and 26, of them 6 for the course of the reservation.
MOST_FOR_THE_LOG = 27


def test_a_served_call_writes_its_contact_legs_and_log_in_at_most_27_units(center: Center) -> None:
    center.ready(1)
    with counted() as ledger:
        call = center.new_call().queue()
        leg = call.talk()
        leg.status("completed")
        call.hang_up()
        center.agent(1).post(f"/desk/contacts/{call.contact_id}/wrap-up", {"disposition": "resolved"})
    assert call.contact().state is ContactState.ENDED
    assert ledger.write_units["trunkline-events"] <= MOST_FOR_THE_LOG, ledger.write_units
    assert "Scan" not in ledger.made


def test_news_told_twice_costs_no_second_write(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.talk()
    with counted() as ledger:
        leg.status("ringing")
        leg.join_both()
        leg.answer()
    assert ledger.write_units["trunkline-events"] == 0, ledger.made


def test_a_caller_for_whom_a_phone_rings_is_the_next_and_routing_is_not_asked(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    call.wait()  # The pace of the queues is read, which is known for a minute.
    with counted() as ledger:
        words = call.wait().findtext(".//Say") or ""
    assert "您是下一位" in words
    assert ledger.made == ["Query"]
    call.offers()[0].ring_out()
    with counted() as ledger:
        call.wait()
    assert ledger.read_units["trunkline-routing"]
