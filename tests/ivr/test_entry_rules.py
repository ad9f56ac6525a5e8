"""Who is answered how: number kind, caller lists, called number, calendar, in an order that may change."""

from dataclasses import replace

import pytest

from chalicelib import contacts, ivr
from chalicelib.ivr.entry_rules import (
    Announce,
    EntryPlan,
    Incoming,
    JoinQueue,
    ListedCaller,
    ListKind,
    Question,
    Refuse,
    RunFlow,
    decide,
    is_mobile,
)

NUMBER = ivr.Number(
    "4008888888",
    "main",
    ivr.NumberKind.N400,
    "default",
    {ivr.Period.WORK_TIME: "day", ivr.Period.AFTER_HOURS: "night"},
)
FREE = replace(NUMBER, number="8008888888", kind=ivr.NumberKind.N800)
MOBILE, LANDLINE = "+8613800138000", "+862161234567"
BLACK = ListedCaller(LANDLINE, ListKind.BLACK)
WHITE = ListedCaller(LANDLINE, ListKind.WHITE, queue="vip")
DAY, NIGHT = ivr.Period.WORK_TIME, ivr.Period.AFTER_HOURS


ALWAYS = replace(NUMBER, flows={DAY: "always"})
GOLD = ListedCaller(LANDLINE, ListKind.VIP, flow="gold")
USUAL = EntryPlan()


def decided(number, caller, listed, period, plan=USUAL, trunk=None):
    entry = decide(Incoming(number, caller, period, listed, trunk), plan)
    return entry and entry.decision


@pytest.mark.parametrize(
    ("number", "caller", "listed", "period", "decision"),
    [
        (NUMBER, MOBILE, None, DAY, RunFlow("day")),
        (NUMBER, MOBILE, None, NIGHT, RunFlow("night")),
        (NUMBER, LANDLINE, BLACK, DAY, Refuse()),
        (NUMBER, LANDLINE, WHITE, NIGHT, JoinQueue("vip")),
        (NUMBER, LANDLINE, GOLD, DAY, RunFlow("gold")),
        (NUMBER, LANDLINE, ListedCaller(LANDLINE, ListKind.ENTERPRISE), DAY, RunFlow("day")),
        (FREE, MOBILE, None, DAY, Announce()),
        (FREE, LANDLINE, None, DAY, RunFlow("day")),
        (ALWAYS, MOBILE, None, NIGHT, RunFlow("always")),
        (ALWAYS, LANDLINE, GOLD, DAY, RunFlow("always")),
        (replace(NUMBER, flows={}), MOBILE, None, DAY, None),
    ],
)
def test_the_first_question_that_decides_decides(number, caller, listed, period, decision):
    assert decided(number, caller, listed, period) == decision


def test_the_usual_order_is_number_kind_called_number_caller_calendar():
    assert list(USUAL.order) == ["number_kind", "called_number", "caller", "calendar"]


@pytest.mark.covers("IVR-04")
@pytest.mark.parametrize("number", [NUMBER, FREE, ALWAYS])
@pytest.mark.parametrize("order", [USUAL.order, (Question.CALENDAR,)])
def test_a_black_listed_caller_is_refused_whatever_number_was_called_and_whatever_the_order(number, order):
    assert decided(number, LANDLINE, BLACK, DAY, EntryPlan(order)) == Refuse()
    assert decide(Incoming(number, LANDLINE, DAY, BLACK)).by is None


def test_the_order_can_be_changed():
    assert decided(ALWAYS, LANDLINE, WHITE, DAY) == RunFlow("always")
    callers_first = EntryPlan((Question.CALLER, Question.CALLED_NUMBER, Question.CALENDAR))
    assert decided(ALWAYS, LANDLINE, WHITE, DAY, callers_first) == JoinQueue("vip")
    assert decided(FREE, MOBILE, None, DAY, callers_first) == RunFlow("day")


def test_a_trunk_or_a_kind_of_number_may_have_a_flow_of_its_own():
    plan = EntryPlan(by_trunk={"e1-north": "north"}, by_kind={ivr.NumberKind.N9X: "short"})
    short = replace(NUMBER, number="95588", kind=ivr.NumberKind.N9X)
    assert decided(NUMBER, MOBILE, None, DAY, plan, "e1-north") == RunFlow("north")
    assert decided(NUMBER, MOBILE, None, DAY, plan, "e1-south") == RunFlow("day")
    assert decided(short, MOBILE, None, DAY, plan) == RunFlow("short")


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("+8613800138000", True), ("13800138000", True), ("+862161234567", False), ("+14155550100", False)],
)
def test_a_mobile_is_told_from_a_landline(number, mobile):
    assert is_mobile(number) is mobile


def told(contact_id):
    """What the log tells of how a call was decided on."""
    events = contacts.events_of(contact_id)
    return next(dict(event.data) for event in events if event.type == "entry.decided")


class TestCalls:
    """Over the webhooks."""

    @pytest.fixture
    def admin(self, api, center):
        return api.as_("admin")

    @pytest.mark.covers("IVR-04")
    def test_a_black_listed_caller_is_rejected_and_a_white_listed_one_waits_in_their_queue(
        self, admin, phone
    ):
        black = {"number": "+8613800138000", "kind": "black", "note": "nuisance"}
        assert admin.put("/caller-lists", black).status == 200
        assert phone().dial().has("Reject")
        white = {"number": "+86139*", "kind": "white"}
        assert admin.put("/caller-lists", white).json()["queue"] == "vip"
        call = phone(call_sid="CA" + "b" * 32, from_number="+8613900000001").dial()
        assert call.verb("Enqueue").text == "vip"
        assert contacts.fetch(call.contact_id).queue == "vip"
        assert [told(f"CT{'a' * 32}"), told(call.contact_id)] == [
            {"by": "black_list", "outcome": "rejected", "list": "black", "entry": "+8613800138000"},
            {"by": "caller", "outcome": "queue", "to": "vip", "list": "white", "entry": "+86139*"},
        ]
        call.hang_up()
        assert contacts.fetch(call.contact_id).leave_type == contacts.LeaveType.ABANDONED
        assert admin.delete("/caller-lists/%2B8613800138000").status == 204
        assert phone(call_sid="CA" + "c" * 32).dial().has("Gather")

    @pytest.mark.covers("CH-03")
    def test_a_mobile_hears_why_an_800_number_does_not_take_it(self, admin, phone):
        (number,) = admin.get("/numbers").json()["items"]
        free = {**number, "number": "8008888888", "kind": "800"}
        assert admin.put("/numbers", {"items": [free]}).status == 200
        call = phone(to="8008888888").dial()
        assert "800 电话不支持手机拨打" in call.heard[0]
        assert call.has("Hangup")
        fixed = phone(to="8008888888", from_number="+862161234567", call_sid="CA" + "d" * 32)
        assert fixed.dial().has("Gather")

    def test_lists_are_kept_with_an_entry_in_the_operation_log(self, admin):
        wrong = [
            ({"number": "x", "kind": "black"}, "number"),
            ({"number": "+86138", "kind": "white", "queue": "none"}, "queue"),
            ({"number": "+86138", "kind": "vip", "flow": "none"}, "flow"),
        ]
        for body, field in wrong:
            refused = admin.put("/caller-lists", body)
            assert (refused.status, refused.json()["error"]["fields"][0]["field"]) == (422, field)
        admin.put("/caller-lists", {"number": "+86138", "kind": "vip", "flow": "courier-main"})
        (listed,) = admin.get("/caller-lists").json()["items"]
        assert listed["flow"] == "courier-main"
        assert admin.delete("/caller-lists/10086").status == 404
        order = {"order": ["caller", "calendar"], "by_trunk": {"e1": "courier-main"}, "by_kind": {}}
        assert admin.put("/entry-order", order).json() == order
        assert admin.get("/entry-order").json() == order
        assert admin.put("/entry-order", {"order": ["caller", "caller"]}).status == 422
        lost = {"order": ["calendar"], "by_kind": {"400": "none"}}
        refused = admin.put("/entry-order", lost)
        assert (refused.status, refused.json()["error"]["fields"][0]["field"]) == (422, "by_kind.400")

    def test_who_may_not_change_numbers_changes_no_list(self, api, center):
        agent = api.as_("agent")
        assert agent.put("/caller-lists", {"number": "+86138", "kind": "black"}).status == 403
        assert agent.put("/entry-order", {"order": ["calendar"]}).status == 403
