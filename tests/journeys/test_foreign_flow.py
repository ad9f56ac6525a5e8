"""Somebody else's Studio flow, published as it is to another number, answers a real call."""

import json
import os
from pathlib import Path

import pytest

from cli.journey.rtp_script import Keys, Wait
from tests.loopback import Reply, serving

NUMBER, CALLER = "4007777777", "+8613900000041"
ORDER = "4711"
FLOW = "order-lookup"


@pytest.fixture
def definition():
    """The flow of the samples."""
    samples = os.environ.get("TRUNKLINE_SAMPLES")
    if not samples:
        pytest.skip("TRUNKLINE_SAMPLES names no folder with studio-flows/order-lookup-ivr.json")
    return Path(samples) / "studio-flows" / "order-lookup-ivr.json"


@pytest.fixture
def functions():
    """The HTTP functions that the flow asks: who may call, and whom an order belongs to."""
    asked = []

    def answer(one):
        is_json = "json" in one.headers.get("content-type", "")
        asked.append((one.path, json.loads(one.body) if is_json else one.form()))
        if one.path == "/allow":
            return Reply({"matched": True})
        return Reply("+8613911112222", headers={"content-type": "text/plain"})

    with serving(answer) as url:
        yield url, asked


@pytest.mark.covers("IVR-13")
def test_a_flow_of_somebody_else_answers_a_call_to_its_number(stage, trunkline, definition, functions):
    address, asked = functions
    publish = ["flow", "publish", str(definition), "--name", FLOW, "--bind", f"https://example.com={address}"]
    done = trunkline(*publish)
    assert done.returncode == 0, done.stderr
    flows = {"work_time": FLOW, "after_hours": FLOW, "holiday": FLOW}
    number = {"number": NUMBER, "label": "Orders", "kind": "400", "calendar": "default", "flows": flows}
    stage.center.api("admin").put("/numbers", {"items": [number]})
    stage.center.carrier.take_number(NUMBER, like="4008888888")
    uri = stage.center.sip_uri.replace("4008888888", NUMBER)
    caller = stage.ring(CALLER, [Wait(3), Keys(f"{ORDER}#"), Wait(8)], uri=uri, hangs_up_after=13)
    caller.wait(60)
    story = stage.center.carrier.transcript(CALLER)
    said = [text for kind, text in story if kind == "say"]
    assert said == [
        "Please enter the order number.",
        "Thank you, you're now being connected with the customer.",
    ]
    assert asked == [("/allow", {"storeNumber": CALLER}), ("/httpRequest", {"orderNumber": ORDER})]
    assert any(kind == "dial" and "+8613911112222" in text for kind, text in story), story
