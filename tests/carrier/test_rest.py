"""What we ask of the carrier over REST, against a service on loopback that answers as Twilio does."""

import base64
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs

import jwt
import pytest

from chalicelib.aws.settings import settings
from chalicelib.carrier import CarrierError, phone_token, rest
from cli.center.ports import free_port
from tests.loopback import Reply, serving

ACCOUNT = "AC" + "0" * 32
CALL, ROOM = "CA" + "1" * 32, "CF" + "1" * 32


@pytest.fixture
def carrier(monkeypatch):
    """Records what it is asked and answers the next of `answers`, or a call."""
    asked, answers = [], []

    def answer(one):
        form = parse_qs(one.body.decode())
        asked.append((one.method, one.path, form, one.headers.get("authorization", "")))
        status, content = answers.pop(0) if answers else (200, {"sid": CALL, "status": "in-progress"})
        return Reply(content, status)

    with serving(answer) as url:
        use_carrier(monkeypatch, url)
        yield SimpleNamespace(asked=asked, answers=answers, url=url)
    monkeypatch.undo()
    settings.cache_clear()
    rest.forget_client()


def use_carrier(monkeypatch, url):
    monkeypatch.setenv("TRUNKLINE_CARRIER_URL", url)
    settings.cache_clear()
    rest.forget_client()


def test_a_call_is_placed_with_its_callbacks(carrier):
    carrier.answers.append((201, {"sid": CALL}))
    placed = rest.place_call("client:agent1", "+861", "https://x/agent", "https://x/status", ("ringing",), 15)
    assert placed == CALL
    (method, path, form, auth) = carrier.asked[0]
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")
    assert (form["To"], form["Url"], form["Timeout"], form["StatusCallbackEvent"]) == (
        ["client:agent1"], ["https://x/agent"], ["15"], ["ringing"],
    )  # fmt: skip
    assert base64.b64decode(auth.split()[1]).decode() == f"{ACCOUNT}:{settings().auth_token}"


def test_a_live_call_is_redirected_ended_and_looked_up(carrier):
    rest.redirect_call(CALL, "https://x/next")
    rest.end_call(CALL)
    assert rest.call_status(CALL) == "in-progress"
    assert [form for _, _, form, _ in carrier.asked] == [
        {"Url": ["https://x/next"], "Method": ["POST"]},
        {"Status": ["completed"]},
        {},
    ]


def test_a_call_the_carrier_does_not_know_has_no_status_and_is_ended_already(carrier):
    gone = (404, {"code": 20404, "message": "not found", "status": 404})
    carrier.answers += [gone, gone, (400, {"code": 21220, "message": "not in-progress", "status": 400})]
    assert rest.call_status(CALL) is None
    rest.end_call(CALL)
    rest.end_call(CALL)


def test_a_refusal_carries_the_carriers_status_and_code(carrier):
    carrier.answers.append((400, {"code": 21211, "message": "bad number", "status": 400}))
    with pytest.raises(CarrierError) as refused:
        rest.place_call("x", "y", "https://x")
    assert (refused.value.status, refused.value.code, refused.value.is_gone) == (400, 21211, False)


def test_a_carrier_that_is_away_is_an_error_without_a_status(carrier, monkeypatch):
    use_carrier(monkeypatch, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CarrierError) as refused:
        rest.redirect_call(CALL, "https://x")
    assert refused.value.status == 0


def test_a_leg_of_a_conference_is_held_with_music_muted_and_the_room_closed(carrier):
    rest.hold_participant(ROOM, CALL, True, "https://x/music")
    rest.hold_participant(ROOM, CALL, False)
    rest.mute_participant(ROOM, CALL, True)
    rest.end_conference(ROOM)
    place = f"/2010-04-01/Accounts/{ACCOUNT}/Conferences/{ROOM}"
    assert [(path, form) for _, path, form, _ in carrier.asked] == [
        (
            f"{place}/Participants/{CALL}.json",
            {"Hold": ["true"], "HoldUrl": ["https://x/music"], "HoldMethod": ["POST"]},
        ),
        (f"{place}/Participants/{CALL}.json", {"Hold": ["false"]}),
        (f"{place}/Participants/{CALL}.json", {"Muted": ["true"]}),
        (f"{place}.json", {"Status": ["completed"]}),
    ]


def test_a_recording_is_fetched_with_our_credentials_from_the_carrier_only(carrier, monkeypatch):
    carrier.answers += [(200, b"RIFF"), (200, b"RIFF"), (404, {})]
    assert rest.recording_media(f"{carrier.url}/RE1") == b"RIFF"
    assert carrier.asked[-1][1] == "/RE1.wav"
    assert carrier.asked[-1][3]
    assert rest.recording_media(f"{carrier.url.replace('127.0.0.1', 'localhost')}/RE1.wav") == b"RIFF"
    assert carrier.asked[-1][3] == ""
    with pytest.raises(CarrierError):
        rest.recording_media(f"{carrier.url}/RE2")


def test_a_carrier_that_sends_a_byte_now_and_then_is_given_up_in_time():
    """Each read ends well within the pause that is allowed: only the whole takes too long."""

    class Dribbles(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            with suppress(OSError):
                for _ in range(1000):
                    self.wfile.write(b"x")
                    ended.wait(0.02)

        def log_message(self, *_):
            """Quiet."""

    ended = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dribbles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(CarrierError, match="too slowly"):
        rest.recording_media(f"http://127.0.0.1:{server.server_port}/RE1", within_seconds=0.3)
    assert time.monotonic() - began < 2
    ended.set()
    server.shutdown()
    server.server_close()


def test_a_softphones_token_lets_it_take_calls_under_its_name():
    known = settings()
    content = jwt.decode(phone_token("agent1", 600), known.api_key_secret, algorithms=["HS256"])
    assert (content["sub"], content["iss"]) == (known.account_sid, known.api_key_sid)
    assert content["grants"] == {"identity": "agent1", "voice": {"incoming": {"allow": True}}}
    assert 0 < content["exp"] - time.time() <= 600


def test_a_call_is_placed_with_the_options_of_the_carrier(carrier):
    carrier.answers.append((201, {"sid": CALL}))
    options = {"record": True, "trim": "trim-silence", "machine_detection": "Enable", "send_digits": "ww1"}
    rest.place_call("+861", "+862", "https://x/u", "https://x/s", ("completed",), 20, **options)
    form = carrier.asked[0][2]
    assert {name: form[name] for name in ("Record", "Trim", "MachineDetection", "SendDigits")} == {
        "Record": ["true"], "Trim": ["trim-silence"], "MachineDetection": ["Enable"], "SendDigits": ["ww1"],
    }  # fmt: skip


def test_a_live_calls_recording_is_started_and_stopped(carrier):
    made = {"sid": "RE" + "1" * 32, "status": "in-progress"}
    carrier.answers += [(201, made), (200, {**made, "status": "stopped"})]
    assert rest.start_recording(CALL, recording_channels="dual") == {
        "Sid": made["sid"],
        "Status": "in-progress",
    }
    assert rest.stop_recording(CALL) == {"Sid": made["sid"], "Status": "stopped"}
    place = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL}/Recordings"
    assert [(path, form) for _, path, form, _ in carrier.asked] == [
        (f"{place}.json", {"RecordingChannels": ["dual"]}),
        (f"{place}/Twilio.CURRENT.json", {"Status": ["stopped"]}),
    ]


def test_a_message_goes_from_a_number_or_a_service_with_what_becomes_of_it_told(carrier):
    carrier.answers += [(201, {"sid": "SM1", "status": "queued"})] * 2
    sent = rest.send_message("400", "+861", "hi", "https://x/a.png", "https://x/s")
    assert sent == {"Sid": "SM1", "Status": "queued", "Body": "hi", "From": "400", "To": "+861"}
    rest.send_message("MG" + "1" * 32, "+861", "", content_sid="HX1", content_variables="{}")
    first, second = (form for _, _, form, _ in carrier.asked)
    assert first == {
        "To": ["+861"], "From": ["400"], "Body": ["hi"], "MediaUrl": ["https://x/a.png"],
        "StatusCallback": ["https://x/s"],
    }  # fmt: skip
    assert second == {
        "To": ["+861"], "MessagingServiceSid": ["MG" + "1" * 32], "ContentSid": ["HX1"],
        "ContentVariables": ["{}"],
    }  # fmt: skip
