"""The first call: a caller rings in over SIP, is served, talks to an agent, shows up in the report."""

import pytest

from cli.journey import evidence
from cli.journey.first_call import CALLER, CUSTOMER, REMARKS, WAYBILL, live_with
from cli.journey.story import Story


@pytest.fixture(scope="module")
def story(center, browser, tmp_path_factory):
    """The journey, lived once; the tests look at what came of it."""
    story = Story()
    live_with(browser, center, story, tmp_path_factory.mktemp("call"))
    return story


@pytest.fixture(scope="module")
def contact(center, story):
    """What the API tells of it."""
    return center.api("supervisor").get(f"/contacts/{story.contact_id}")


@pytest.mark.covers("DESK-01", "DESK-16", "WB-01", "IVR-07")
def test_a_caller_is_served_over_sip_and_talks_to_an_agent_in_the_browser(story, center):
    assert [check.name for check in story.checks if not check.is_ok] == []
    said = [text for kind, text in center.carrier.transcript(CALLER) if kind == "say"]
    waybill = center.api("agent1").get(f"/waybills/{WAYBILL}")
    assert any(waybill["latest"]["site"] in text for text in said), (waybill, said)


@pytest.mark.covers("ACD-26")
def test_the_call_leaves_its_twelve_steps_in_order(story):
    assert [step["number"] for step in story.trace] == list(range(1, 13))
    assert story.is_traced


@pytest.mark.covers("ACD-27")
def test_the_customers_data_is_at_the_agent_before_the_talk_starts(story):
    at = {step["type"]: step["at"] for step in story.trace}
    assert at["pop.pushed"] <= at["talk.started"]


@pytest.mark.covers("DESK-03")
def test_the_hold_is_counted_and_timed(contact):
    assert contact["contact"]["hold_count"] == 1
    assert contact["durations"]["hold_seconds"] > 0
    assert {"hold.started", "hold.ended"} <= {event["type"] for event in contact["timeline"]}


@pytest.mark.covers("TKT-01")
def test_the_ticket_has_the_callers_data_and_the_time(story, center):
    (ticket,) = center.api("supervisor").get(f"/tickets?contact_id={story.contact_id}")["items"]
    assert (ticket["customer"]["name"], ticket["customer"]["phone"]) == (CUSTOMER, CALLER)
    assert (ticket["kind"], ticket["remarks"]) == ("complaint", REMARKS)
    assert ticket["filed_at"]


@pytest.mark.covers("REC-01")
def test_one_recording_covers_the_talk(contact):
    (recording,) = [one for one in contact["recordings"] if one["kind"] == "call"]
    assert recording["duration_seconds"] >= contact["durations"]["talk_seconds"] - 2


@pytest.mark.covers("IVR-27", "IVR-30")
def test_the_whole_path_is_kept_with_keys_prompts_and_branches(story, center):
    nodes = center.api("supervisor").get(f"/contacts/{story.contact_id}/path")["nodes"]
    assert [node["entered_at"] for node in nodes] == sorted(node["entered_at"] for node in nodes)
    assert all(node["left_at"] for node in nodes)
    keyed = [entry["value"] for node in nodes for entry in node["entries"] if entry["type"] == "key"]
    assert keyed == ["2", "1", WAYBILL, "0"]
    assert {entry["type"] for node in nodes for entry in node["entries"]} >= {"key", "prompt", "branch"}


@pytest.mark.covers("RPT-23")
def test_the_call_detail_has_numbers_time_and_duration_and_comes_as_csv(story, center):
    api = center.api("manager")
    run = evidence.day_report(api)
    (row,) = [row for row in evidence.rows(run, "calls") if row["contact_id"] == story.contact_id]
    assert (row["from_number"], row["to_number"]) == (CALLER, "4008888888")
    assert row["started_at"]
    assert row["duration_seconds"] > row["talk_seconds"] > 0
    assert story.contact_id.encode() in evidence.file_of(api, run, "csv")
