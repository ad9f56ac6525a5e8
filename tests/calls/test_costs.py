"""What a call costs in DynamoDB's write units, which are most of its price (docs/performance.md)."""

from bench.counting import counted
from chalicelib.contacts import ContactState
from tests.calls.scenario import Center

# Measured: 28, of them 8 for what routing tells in its transactions.
MOST_FOR_THE_LOG = 30


def test_a_served_call_writes_its_contact_legs_and_log_in_at_most_thirty_units(center: Center) -> None:
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
