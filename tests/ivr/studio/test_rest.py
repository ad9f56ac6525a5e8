"""Studio's REST resources, driven by the official client over HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from chalicelib import ivr
from tests.ivr.flows import document, state
from tests.ivr.phone import Phone

HELLO = [state("hello", "say-play", {"audioComplete": None}, say="您好")]
MENU = [
    state("menu", "gather-input-on-call", {"keypress": "hello"}, say="1?", number_of_digits=1),
    state("hello", "say-play", {"audioComplete": None}, say="{{widgets.menu.Digits}}"),
]


def definition(*states: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(document(*states))
    return read


def create(twilio: Any, status: str = "published", name: str = "hotline", *states: Any) -> Any:
    return twilio.studio.v2.flows.create(name, status, definition(*(states or HELLO)), commit_message="first")


class TestFlows:
    """Create, read, change, delete."""

    def test_a_flow_is_published_read_and_listed(self, twilio: Any) -> None:
        made = create(twilio)
        assert (made.friendly_name, made.status, made.revision, made.valid) == (
            "hotline",
            "published",
            1,
            True,
        )
        assert made.definition == definition(*HELLO)
        read = twilio.studio.v2.flows(made.sid).fetch()
        assert (read.definition, read.commit_message, read.errors) == (made.definition, "first", [])
        assert [each.sid for each in twilio.studio.v2.flows.list()] == [made.sid]
        assert ivr.latest_flow(made.sid).document == json.dumps(definition(*HELLO))

    def test_a_change_is_the_next_revision_and_each_is_kept(self, twilio: Any) -> None:
        flow = create(twilio)
        changed = flow.update(status="published", definition=definition(*MENU), commit_message="second")
        assert changed.revision == 2
        revisions = twilio.studio.v2.flows(flow.sid).revisions
        assert [each.revision for each in revisions.list()] == [2, 1]
        assert revisions("1").fetch().definition == definition(*HELLO)
        assert revisions("LatestPublished").fetch().definition == definition(*MENU)
        assert changed.date_created <= changed.date_updated

    def test_a_draft_is_the_latest_revision_and_answers_nobody(self, twilio: Any) -> None:
        flow = create(twilio)
        draft = flow.update(status="draft", definition=definition(*MENU))
        assert (draft.revision, draft.status) == (2, "draft")
        assert twilio.studio.v2.flows(flow.sid).fetch().status == "draft"
        assert [each.status for each in twilio.studio.v2.flows(flow.sid).revisions.list()] == [
            "draft",
            "published",
        ]
        assert ivr.latest_flow(flow.sid).revision == 1
        published = flow.update(status="published")
        assert (published.revision, published.definition) == (2, definition(*MENU))

    def test_a_flow_may_be_drafted_with_faults_and_says_so(self, twilio: Any) -> None:
        faulty = create(twilio, "draft", "new", state("hello", "say-play", {}, said="x"))
        assert (faulty.valid, faulty.revision) == (False, 1)
        assert faulty.errors[0]["property_path"] == "#/states/1/properties/said"

    def test_what_is_invalid_is_refused_with_each_place(self, twilio: Any) -> None:
        wrong = definition(state("hello", "say-play", {"audioComplete": "nowhere"}, loop="x"))
        with pytest.raises(TwilioRestException) as refused:
            twilio.studio.v2.flow_validate.update("hotline", "published", wrong)
        assert (refused.value.status, refused.value.code) == (400, 81022)
        paths = [each["property_path"] for each in refused.value.details["errors"]]
        assert paths == ["#/states/1/properties/loop", "#/states/1/transitions/0/next"]
        with pytest.raises(TwilioRestException):
            twilio.studio.v2.flows.create("hotline", "published", wrong)
        assert twilio.studio.v2.flows.list() == []

    def test_a_good_definition_is_valid(self, twilio: Any) -> None:
        assert twilio.studio.v2.flow_validate.update("x", "draft", definition(*MENU)).valid is True

    def test_a_name_is_taken_once_and_stays(self, twilio: Any) -> None:
        flow = create(twilio)
        for attempt in (lambda: create(twilio), lambda: flow.update("published", friendly_name="other")):
            with pytest.raises(TwilioRestException) as refused:
                attempt()
            assert refused.value.status in {400, 409}

    def test_a_deleted_flow_is_gone_and_its_name_free(self, twilio: Any) -> None:
        flow = create(twilio)
        assert flow.delete() is True
        with pytest.raises(TwilioRestException) as missing:
            flow.fetch()
        assert (missing.value.status, missing.value.code) == (404, 20404)
        assert twilio.studio.v2.flows.list() == []
        assert create(twilio).sid == flow.sid
        assert [each.sid for each in twilio.studio.v2.flows.list()] == [flow.sid]

    def test_a_flow_that_answers_a_number_is_not_deleted(self, center: None, twilio: Any) -> None:
        with pytest.raises(TwilioRestException) as refused:
            twilio.studio.v2.flows(ivr.flow_sid("courier-main")).delete()
        assert refused.value.status == 409

    def test_lists_come_in_pages(self, twilio: Any) -> None:
        for name in ("a", "b", "c"):
            create(twilio, "published", name)
        found = twilio.studio.v2.flows.list(page_size=2)
        assert [each.friendly_name for each in found] == ["a", "b", "c"]

    def test_nobody_is_served_without_the_accounts_credentials(self, twilio: Any, api: Any) -> None:
        assert api.get("/v2/Flows").status == 401
        twilio.auth = (twilio.auth[0], "wrong")
        with pytest.raises(TwilioRestException) as refused:
            twilio.studio.v2.flows("FW" + "0" * 32).fetch()
        assert refused.value.status == 401

    def test_other_peoples_documents_come_back_as_they_went_in(self, twilio: Any) -> None:
        odd = definition(*HELLO) | {"flags": {"allow_concurrent_calls": False}, "description": '汉 "q" 1.0'}
        assert twilio.studio.v2.flows.create("odd", "published", odd).definition == odd


class TestExecutions:
    """A call's execution, as Studio shows it."""

    @pytest.fixture
    def call(self, twilio: Any, center: None, phone: Callable[..., Phone]) -> Phone:
        return phone().dial().press("1")

    @pytest.fixture
    def executions(self, twilio: Any, call: Phone) -> Any:
        return twilio.studio.v2.flows(ivr.flow_sid("courier-main")).executions

    def sid(self, call: Phone) -> str:
        return f"FN{call.contact_id[2:]}"

    def test_a_call_is_an_execution_with_its_context_and_steps(self, executions: Any, call: Phone) -> None:
        shown = executions(self.sid(call)).fetch()
        assert (shown.status, shown.contact_channel_address) == ("active", call.from_number)
        context = executions(self.sid(call)).execution_context().fetch().context
        assert context["trigger"]["call"]["From"] == call.from_number
        steps = executions(self.sid(call)).steps.list()
        assert (steps[-1].name, steps[-1].transitioned_from) == ("incomingCall", "Trigger")
        assert steps[-2].transitioned_from == steps[-1].transitioned_to
        one = executions(self.sid(call)).steps(steps[0].sid).fetch()
        assert (one.name, one.transitioned_to) == (steps[0].name, steps[0].transitioned_to)
        known = executions(self.sid(call)).steps(steps[0].sid).step_context().fetch().context
        assert known["widgets"]

    def test_the_lists_are_by_date(self, executions: Any, call: Phone) -> None:
        from datetime import timedelta

        from tests.ivr.conftest import WORK

        day = timedelta(days=1)
        found = executions.list(date_created_from=WORK - day, date_created_to=WORK + day)
        assert [each.sid for each in found] == [self.sid(call)]
        assert executions.list(date_created_from=WORK + day, date_created_to=WORK + 2 * day) == []

    def test_an_execution_of_another_flow_is_not_found(
        self, twilio: Any, executions: Any, call: Phone
    ) -> None:
        other = twilio.studio.v2.flows(ivr.flow_sid("courier-holiday")).executions
        for sid in (self.sid(call), "FN" + "0" * 32, "nonsense"):
            with pytest.raises(TwilioRestException) as missing:
                other(sid).fetch()
            assert missing.value.status == 404
