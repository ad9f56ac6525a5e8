"""What a running center refuses: a webhook that the carrier has not signed, broken rows, a dangling flow."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

SID = "CA00000000000000000000000000000bad"
CSV = """手机,姓名
13900008801,好一
not a number,坏二
13900008803,好三
"""


@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": "bm90IHRoZSBjYXJyaWVyJ3Mgc2lnbmF0dXJl"}])
def test_a_webhook_not_signed_by_the_carrier_is_refused_and_writes_nothing(center, headers):
    body = f"CallSid={SID}&From=%2B8613900000051&To=4008888888&CallStatus=ringing".encode()
    request = Request(f"{center.api_url}/voice/incoming", body, headers, method="POST")
    with pytest.raises(HTTPError) as refused:
        urlopen(request)
    assert refused.value.code == 403
    with pytest.raises(HTTPError) as missing:
        center.api("supervisor").get(f"/contacts/CT{SID[2:]}")
    assert missing.value.code == 404


def test_of_a_csv_file_the_good_rows_land_and_the_bad_ones_are_listed_with_line_and_reason(
    center, trunkline, tmp_path
):
    file = tmp_path / "customers.csv"
    file.write_text(CSV, encoding="utf-8")
    done = trunkline("import", "customers", str(file), "--json")
    (summary,) = json.loads(done.stdout)
    (bad,) = summary["bad_rows"]
    assert bad["line"] == 3
    assert "phone" in json.dumps(bad) or "电话" in json.dumps(bad, ensure_ascii=False)
    found = [center.api("agent1").get(f"/customers?phone=1390000880{last}")["items"] for last in (1, 3)]
    assert [one["name"] for (one,) in found] == ["好一", "好三"]


def test_a_flow_with_a_dangling_next_is_refused_with_the_path_and_not_published(center, trunkline, tmp_path):
    trigger = {"event": "incomingCall", "next": "nowhere"}
    flow = {
        "description": "dangling",
        "flags": {"allow_concurrent_calls": True},
        "initial_state": "Trigger",
        "states": [{"name": "Trigger", "type": "trigger", "transitions": [trigger], "properties": {}}],
    }
    file = tmp_path / "dangling.json"
    file.write_text(json.dumps(flow))
    done = trunkline("flow", "publish", str(file), "--name", "dangling")
    assert done.returncode == 1
    assert "#/states/0/transitions/0/next" in done.stderr
    assert "dangling" not in [one["name"] for one in center.api("admin").get("/flows")["items"]]
