"""The first call: a caller rings in over SIP, is served, talks to an agent, shows up in the report."""

import pytest

from cli.journey.story import Story, live_through


@pytest.fixture(scope="module")
def story(center):
    """The journey, lived once; the tests look at what came of it."""
    story = Story()
    live_through(center, story)
    return story


@pytest.mark.covers("DESK-01", "REC-01", "ACD-01", "WB-01")
def test_a_caller_is_served_over_sip_and_talks_to_an_agent_in_the_browser(story):
    assert [check.name for check in story.checks if not check.is_ok] == []


@pytest.mark.covers("ACD-26")
def test_the_call_leaves_its_twelve_steps_in_order(story):
    assert [step["number"] for step in story.trace] == list(range(1, 13))
    assert story.is_traced


@pytest.mark.covers("ACD-27")
def test_the_customers_data_is_at_the_agent_before_the_talk_starts(story):
    at = {step["type"]: step["at"] for step in story.trace}
    assert at["pop.pushed"] <= at["talk.started"]
