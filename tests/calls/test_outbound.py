"""Calls go out by the cheapest trunk that reaches the number (ACD-20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import calls, contacts
from chalicelib.calls import OutboundTrunk, Rate
from chalicelib.calls.outbound import cheapest
from chalicelib.contacts import EventType
from tests.calls.scenario import CALLER, Center

PREFIXES = st.sampled_from(["", "+86", "+8621", "+8610", "+86138", "+1"])
RATES = st.dictionaries(PREFIXES, st.floats(0, 10), max_size=4)
NUMBERS = st.sampled_from(["+862112345678", "+861012345678", "+8613800138000", "+14155550100"])


def trunk(name: str, rates: dict[str, float], is_out: bool = False) -> OutboundTrunk:
    given_rates = tuple(Rate(prefix, cost) for prefix, cost in rates.items())
    return OutboundTrunk(name, f"sip:{{number}}@{name}.example.com", given_rates, is_out)


def test_the_longest_prefix_of_a_tariff_counts() -> None:
    shanghai = trunk("shanghai", {"": 1.0, "+86": 0.3, "+8621": 0.05})
    assert [shanghai.cost_to(n) for n in ("+862112345678", "+861012345678", "+14155550100")] == [
        0.05, 0.3, 1.0,
    ]  # fmt: skip
    assert trunk("home", {"+86": 0.1}).cost_to("+14155550100") is None
    assert shanghai.address_of("+8621") == "sip:+8621@shanghai.example.com"
    assert OutboundTrunk("carrier").address_of("+8621") == "+8621"


@given(st.lists(st.tuples(RATES, st.booleans()), max_size=5), NUMBERS)
def test_no_trunk_in_service_that_reaches_the_number_costs_less(
    tariffs: list[tuple[dict[str, float], bool]], number: str
) -> None:
    trunks = [trunk(f"t{place}", rates, is_out) for place, (rates, is_out) in enumerate(tariffs)]
    chosen = cheapest(trunks, number)
    costs = [
        cost for one in trunks if not one.is_out_of_service and (cost := one.cost_to(number)) is not None
    ]
    assert (chosen.cost_to(number) if chosen else None) == min(costs, default=None)


def put(center: Center, name: str, **body: object) -> None:
    answer = center.api.as_("manager").put(f"/routing/outbound-trunks/{name}", body)
    assert answer.status == 200, answer.text


@pytest.mark.covers("ACD-20")
def test_a_callback_goes_out_by_the_cheapest_trunk_and_the_log_says_which(center: Center) -> None:
    put(
        center,
        "beijing",
        address="sip:{number}@bj.example.com",
        rates=[{"prefix": "+86", "cost_per_minute": 0.2}],
    )
    put(center, "carrier", rates=[{"prefix": "", "cost_per_minute": 0.9}])
    put(
        center, "shanghai", address="sip:{number}@sh.example.com",
        rates=[{"prefix": "", "cost_per_minute": 0.8}, {"prefix": "+86138", "cost_per_minute": 0.1}],
    )  # fmt: skip
    contact_id = call_back(center)
    assert center.carrier.placed()[-1]["To"] == f"sip:{CALLER}@sh.example.com"
    (dialled,) = [one for one in contacts.events_of(contact_id) if one.type is EventType.CALLBACK_DIALLED]
    assert dialled.data["trunk"] == "shanghai"


def test_a_trunk_out_of_service_or_removed_is_not_taken(center: Center) -> None:
    rates = [{"prefix": "", "cost_per_minute": 0.1}]
    put(center, "cheap", address="sip:{number}@x.example.com", rates=rates, is_out_of_service=True)
    put(center, "gone", address="sip:{number}@y.example.com", rates=rates)
    manager = center.api.as_("manager")
    assert [one["name"] for one in manager.get("/routing/outbound-trunks").json()["items"]] == [
        "cheap",
        "gone",
    ]
    assert manager.delete("/routing/outbound-trunks/gone").status == 204
    assert manager.delete("/routing/outbound-trunks/gone").status == 404
    call_back(center)
    assert center.carrier.placed()[-1]["To"] == CALLER


def test_a_trunk_that_cannot_work_is_refused_by_field(center: Center) -> None:
    wrong = {"address": "sip:gw.example.com", "rates": [{"prefix": "021", "cost_per_minute": -1}]}
    answer = center.api.as_("manager").put("/routing/outbound-trunks/x", wrong)
    fields = {one["field"] for one in answer.json()["error"]["fields"]}
    assert (answer.status, fields) == (422, {"address", "rates.0.prefix", "rates.0.cost_per_minute"})
    twice = {"rates": [{"prefix": "", "cost_per_minute": 1}, {"prefix": "", "cost_per_minute": 2}]}
    assert center.api.as_("manager").put("/routing/outbound-trunks/x", twice).status == 422
    assert calls.outbound_trunks() == []


def call_back(center: Center) -> str:
    """A caller asks to be called back, an agent answers, the customer is rung; the callback's contact."""
    call = center.new_call().queue()
    for keys in ("2", "1"):
        call.twiml = call.wait() if keys == "2" else call.twiml
        call.press(keys)
    call.hang_up()
    (callback,) = calls.callbacks()
    center.ready(1)
    (leg,) = center.agent_legs(callback.contact_id, call)
    leg.status("ringing")
    leg.answer()
    return callback.contact_id
