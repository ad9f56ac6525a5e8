"""Callers are grouped by configuration alone: by trunk, by time, by enterprise, by product, by site."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import ivr, routing
from chalicelib.carrier import webhooks
from chalicelib.contacts import ContactState
from tests.calls.scenario import Call, Center, clock, worker_sid

TEST_FLOW_QUEUE = '"queue_name": "consult"'


def groups(center: Center, *names: str, **rules: Any) -> None:
    """Queues for agents of these skills, made by an administrator."""
    admin = center.api.as_("admin")
    for name in names:
        body = {"title": {"zh": name, "en": name}, "target_workers": f"skills HAS '{name}'", **rules}
        answer = admin.put(f"/routing/queues/{name}", body)
        assert answer.status == 200, answer.text


def mapped(center: Center, *filters: tuple[str, str], default: str) -> None:
    """The flow's callers go through this workflow: (expression, queue), the first that holds."""
    routes = [
        {"filter_friendly_name": queue, "expression": when, "targets": [{"queue": queue}]}
        for when, queue in filters
    ]
    configuration = {"task_routing": {"filters": routes, "default_filter": {"queue": default}}}
    answer = center.api.as_("admin").put("/routing/workflows/groups", {"configuration": configuration})
    assert answer.status == 200, answer.text
    use_workflow(answer.json()["sid"])


def use_workflow(sid: str) -> None:
    from tests.calls.scenario import FLOW

    ivr.publish("test", FLOW.replace(TEST_FLOW_QUEUE, f'"workflow_sid": "{sid}"'), clock())


def queue_of(call: Call) -> str:
    """The group in which the caller waits."""
    return routing.task(call.queue().contact().task_sid or "").queue


def known(center: Center, phone: str, **more: Any) -> None:
    """A customer's file."""
    answer = center.api.as_("admin").post("/customers", {"phones": [phone], "name": "王小明", **more})
    assert answer.status == 201, answer.text


def call_from(center: Center, number: str) -> Call:
    call = center.new_call()
    call.params["From"] = number
    return call


@pytest.mark.covers("ACD-02")
def test_calls_on_two_trunks_land_in_the_two_mapped_groups(center: Center) -> None:
    groups(center, "north", "south", "anywhere")
    mapped(center, ("trunk == 'e1-north'", "north"), ("trunk == 'e1-south'", "south"), default="anywhere")
    arrived = {"SipCallId": "x"}
    made = [
        center.new_call(**{**arrived, "SipHeader_X-Trunk": trunk})
        for trunk in ("e1-north", "e1-south", "other")
    ]
    assert [queue_of(call) for call in made] == ["north", "south", "anywhere"]


@pytest.mark.covers("ACD-06")
@pytest.mark.parametrize(
    ("moment", "group"),
    [
        (datetime(2026, 5, 11, 2, 30, tzinfo=UTC), "day"),  # Monday, 10:30 in Shanghai
        (datetime(2026, 5, 11, 12, 0, tzinfo=UTC), "night"),  # Monday, 20:00
        (datetime(2026, 5, 16, 2, 30, tzinfo=UTC), "night"),  # Saturday, 10:30
    ],
)
def test_the_same_call_goes_to_another_group_at_another_time(
    center: Center, monkeypatch: pytest.MonkeyPatch, moment: datetime, group: str
) -> None:
    groups(center, "day", "night")
    mapped(
        center, ("weekday <= 5 AND local_time >= '08:30' AND local_time < '18:00'", "day"), default="night"
    )

    class At(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return moment

    monkeypatch.setattr(webhooks, "datetime", At)
    assert queue_of(center.new_call()) == group


@pytest.mark.covers("ACD-07")
def test_a_caller_of_a_known_enterprise_goes_to_its_group_and_an_unknown_number_to_the_default(
    center: Center,
) -> None:
    groups(center, "acme-desk", "consult")
    mapped(center, ("enterprise == 'ACME'", "acme-desk"), default="consult")
    known(center, "+8613900139000", enterprise="ACME")
    assert queue_of(call_from(center, "+8613900139000")) == "acme-desk"
    assert queue_of(call_from(center, "+8613700137000")) == "consult"


@pytest.mark.covers("ACD-21")
def test_a_caller_goes_to_the_group_of_the_product_that_they_own(center: Center) -> None:
    groups(center, "broadband", "insurance", "consult")
    mapped(
        center,
        ("products HAS 'broadband'", "broadband"),
        ("products HAS 'insurance' AND customer_tier == 'vip'", "insurance"),
        default="consult",
    )
    known(center, "+8613900139001", products=["phone", "broadband"])
    known(center, "+8613900139002", products=["insurance"], tier="vip")
    known(center, "+8613900139003", products=["insurance"])
    numbers = ("+8613900139001", "+8613900139002", "+8613900139003", "+8613700137000")
    assert [queue_of(call_from(center, number)) for number in numbers] == [
        "broadband", "insurance", "consult", "consult",
    ]  # fmt: skip


def seat(center: Center, number: int, **placed: Any) -> None:
    """A supervisor says what an agent can do and where they sit."""
    body = {"skills": ["courier"], **placed}
    answer = center.api.as_("supervisor").put(f"/desk/agents/{worker_sid(number)}", body)
    assert answer.status == 200, answer.text
    assert answer.json().items() >= placed.items()


@pytest.mark.covers("ACD-20")
def test_a_caller_is_offered_to_the_site_of_their_area_first_and_to_the_other_when_it_is_busy(
    center: Center,
) -> None:
    sites = [{"name": "shanghai", "area_codes": ["021"]}, {"name": "beijing", "area_codes": ["010"]}]
    groups(center, "courier", prefer=["nearest"], sites=sites)
    mapped(center, default="courier")
    seat(center, 1, site="beijing")
    seat(center, 2, site="shanghai")
    center.ready(1, 2)
    first, second = (call_from(center, "+862152345678").queue() for _ in range(2))
    assert [call.offers()[0].worker.name for call in (first, second)] == ["Agent 2", "Agent 1"]


def agents_of(*calls: Call) -> list[str]:
    """Who is rung for each call, in the order of the calls."""
    return [call.offers()[-1].worker.name if call.offers() else "" for call in calls]


@pytest.mark.covers("ACD-03")
def test_a_vip_who_comes_last_is_offered_first_or_enters_the_vip_group(center: Center) -> None:
    groups(center, "courier", precedence=[{"name": "vip"}])
    groups(center, "vips")
    seat(center, 1)
    known(center, "+8613900139001", tier="vip")
    mapped(center, default="courier")
    usual = call_from(center, "+8613700137000").queue()
    vip = call_from(center, "+8613900139001").queue()
    center.ready(1)
    assert agents_of(usual, vip) == ["", "Agent 1"]
    mapped(center, ("customer_tier == 'vip'", "vips"), default="courier")
    assert queue_of(call_from(center, "+8613900139001")) == "vips"


@pytest.mark.covers("ACD-04")
def test_a_caller_from_far_is_offered_before_an_earlier_local_one(center: Center) -> None:
    groups(center, "courier", precedence=[{"name": "long_distance"}], home_area_code="021")
    seat(center, 1)
    mapped(center, default="courier")
    local = call_from(center, "+862152345678").queue()
    far = call_from(center, "+861052345678").queue()
    center.ready(1)
    assert agents_of(local, far) == ["", "Agent 1"]


@pytest.mark.covers("ACD-14")
def test_an_enterprises_caller_gets_its_own_agent_else_its_group_without_a_word_from_the_flow(
    center: Center,
) -> None:
    enterprises = [{"name": "ACME", "agents": ["agent2"], "group": "key-accounts"}]
    groups(center, "courier", strategy="by_enterprise", enterprises=enterprises)
    for number, group in ((1, "others"), (2, "others"), (3, "key-accounts")):
        employ(center, number)
        seat(center, number, group=group)
    known(center, "+8613900139000", enterprise="ACME")
    mapped(center, default="courier")
    center.ready(1, 2, 3)
    made = [call_from(center, "+8613900139000").queue() for _ in range(3)]
    assert agents_of(*made) == ["Agent 2", "Agent 3", "Agent 1"]


@pytest.mark.covers("ACD-15")
def test_of_two_equally_skilled_agents_the_cheaper_is_rung(center: Center) -> None:
    groups(center, "courier", strategy="most_skilled", prefer=["cost"], skill="skill_levels.courier")
    for number, cost in ((1, 2.0), (2, 1.0)):
        seat(center, number, cost=cost, skill_levels={"courier": 5.0})
    mapped(center, default="courier")
    center.ready(1, 2)
    call = call_from(center, "+8613700137000").queue()
    assert agents_of(call) == ["Agent 2"]


@pytest.mark.covers("ACD-22")
def test_while_agents_are_short_usual_callers_are_called_back_and_vips_keep_their_place(
    center: Center,
) -> None:
    tiers = [
        {"name": "gold", "when": "customer_tier == 'vip'", "head_start_seconds": 600},
        {"name": "basic", "when": "1==1", "when_short": "callback"},
    ]
    groups(center, "courier", tiers=tiers, shortage={"waiting": 2, "ready": 0})
    known(center, "+8613900139001", tier="vip")
    mapped(center, default="courier")
    first, second = (call_from(center, "+8613700137000").queue() for _ in range(2))
    steered = call_from(center, "+8613600136000").queue()
    vip = call_from(center, "+8613900139001").queue()
    assert "轮到您时我们会拨打" in (steered.wait().findtext("Say") or "")
    assert routing.position(vip.contact().task_sid or "", clock()).position == 1
    assert [one.contact().state for one in (first, second, vip)] == [ContactState.QUEUED] * 3


@pytest.mark.covers("ACD-24")
def test_an_agent_regrouped_while_signed_in_is_offered_the_other_groups_next_call(center: Center) -> None:
    groups(center, "courier", "claims")
    mapped(center, default="claims")
    seat(center, 1)
    center.ready(1)
    waiting = call_from(center, "+8613700137000").queue()
    assert agents_of(waiting) == [""]
    answer = center.api.as_("supervisor").put(f"/desk/agents/{worker_sid(1)}", {"skills": ["claims"]})
    assert "claims" in answer.json()["queues"]
    assert agents_of(waiting) == ["Agent 1"]


def employ(center: Center, number: int) -> None:
    """One more agent, where the center has only two."""
    attributes = {"name": f"Agent {number}", "contact_uri": f"client:agent{number}"}
    routing.define_worker(worker_sid(number), f"agent{number}", attributes, clock())
