"""CPU time of one IVR webhook (a gather answered, the next menu returned), against a floor and against Flask.

    python -m bench.webhook [--rounds 300] [--json]

`ours` is the deployed handler: the signature is checked, the step is stored, the flow is walked, TwiML is
written. `floor` is what nobody can go below with this framework and this table: a bare Chalice route that
updates one row through pynamodb and returns a fixed text. `flask` is the vendor's sample: a Flask view that
makes a VoiceResponse, checks no signature, and keeps its state with one update of boto3.
The DynamoDB API runs in another process; what it spends is not counted.
"""

import argparse
import io
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from bench.cloud import cloud, create_resources
from bench.counting import counted
from bench.gateway import LambdaContext, rest_event, webhook
from bench.measuring import cpu_ms, interleaved, last_line, median, ratio, spread

NUMBER = "4008888888"
CALLER = "+8613800138000"
CONTEXT = LambdaContext()
# Language, the main menu once more, waybill query: three menus, three steps.
KEYS = ("1", "9", "1")
FIXED = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="/menu" method="POST" numDigits="1">'
    "<Say>Press 1 to track a shipment, press 0 for an agent.</Say></Gather></Response>"
)


def params(call_sid: str, **more: str) -> dict[str, str]:
    """What Twilio posts with each request of a call."""
    return {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallSid": call_sid,
        "CallStatus": "in-progress", "Direction": "inbound",
        "Called": NUMBER, "CalledCity": "", "CalledCountry": "CN", "CalledState": "", "CalledZip": "",
        "Caller": CALLER, "CallerCity": "", "CallerCountry": "CN", "CallerState": "", "CallerZip": "",
        "From": CALLER, "FromCity": "", "FromCountry": "CN", "FromState": "", "FromZip": "",
        "To": NUMBER, "ToCity": "", "ToCountry": "CN", "ToState": "", "ToZip": "", **more,
        **({"msg": "Gather End"} if "Digits" in more else {}),
    }  # fmt: skip


class Ours:
    """The deployed handler with the shipped flow; each turn is one call of three menus, of which only the
    answers to the menus are timed."""

    def __init__(self) -> None:
        import app
        from chalicelib import ivr

        self.handler = app.app
        self.calls = itertools.count(1)
        create_resources()
        always = (ivr.Hours(time(0), time(0)),)
        ivr.put_calendar(ivr.Calendar("default", "Asia/Shanghai", (always,) * 7))
        ivr.install_shipped(datetime.now(UTC))

    def step(self) -> float:
        """CPU milliseconds per step, over one call."""
        call_sid = f"CA{next(self.calls):032x}"
        ringing = params(call_sid, CallStatus="ringing")
        twiml = self.asked(webhook("/voice/incoming", ringing))
        spent = 0.0
        for key in KEYS:
            given = webhook(action(twiml), params(call_sid, Digits=key, FinishedOnKey=""))
            said: list[str] = []
            spent += cpu_ms(lambda given=given, said=said: said.append(self.asked(given)))  # type: ignore[misc]
            twiml = said[0]
            assert "<Gather" in twiml, twiml
        return spent / len(KEYS)

    def asked(self, event: dict[str, Any]) -> str:
        """The TwiML that the handler returns."""
        answer = self.handler(event, CONTEXT)
        assert answer["statusCode"] == 200, answer
        return str(answer["body"])

    def requests_per_step(self) -> float:
        """DynamoDB requests of one step, counted where botocore sends them."""
        call_sid = f"CA{next(self.calls):032x}"
        twiml = self.asked(webhook("/voice/incoming", params(call_sid, CallStatus="ringing")))
        with counted() as ledger:
            for key in KEYS:
                twiml = self.asked(webhook(action(twiml), params(call_sid, Digits=key)))
        return len(ledger.made) / len(KEYS)


def action(twiml: str) -> str:
    """Where the gather's digits go."""
    gather = ElementTree.fromstring(twiml).find("Gather")
    assert gather is not None, twiml
    return gather.attrib["action"]


def floor_side() -> Callable[[], float]:
    """A bare Chalice route: fixed TwiML and one update through pynamodb."""
    from chalice import Chalice, Response
    from pynamodb.attributes import NumberAttribute, UnicodeAttribute
    from pynamodb.models import Model

    class Step(Model):
        class Meta:
            table_name = "bench-floor"
            region = "us-east-1"

        call_sid = UnicodeAttribute(hash_key=True)
        digits = UnicodeAttribute(null=True)
        step = NumberAttribute(default=0)

    Step.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
    app = Chalice(app_name="floor")

    @app.route("/voice", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
    def voice() -> Response:
        Step("CA1").update([Step.digits.set("1"), Step.step.set(1)])
        return Response(FIXED, headers={"Content-Type": "text/xml"})

    event = rest_event("/voice", params("CA1", Digits="1"))
    return lambda: _steps(lambda: app(event, CONTEXT))


def flask_side() -> Callable[[], float]:
    """The vendor's sample, called as a WSGI server calls it."""
    import boto3
    from flask import Flask, request
    from twilio.twiml.voice_response import Gather, VoiceResponse

    table = boto3.resource("dynamodb", region_name="us-east-1").Table("bench-floor")
    app = Flask("sample")

    @app.route("/voice", methods=["POST"])
    def voice() -> str:
        table.update_item(
            Key={"call_sid": request.values["CallSid"]},
            UpdateExpression="SET digits = :d, step = :s",
            ExpressionAttributeValues={":d": request.values.get("Digits"), ":s": 1},
        )
        response = VoiceResponse()
        gather = Gather(num_digits=1, action="/voice", method="POST")
        gather.say("Press 1 to track a shipment, press 0 for an agent.")
        response.append(gather)
        response.redirect("/voice")
        return str(response)

    body = urlencode(params("CA2", Digits="1")).encode()

    def ask() -> None:
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/voice", "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        said = b"".join(app(environ, _start_response))
        assert b"<Gather" in said

    return lambda: _steps(ask)


def _start_response(status: str, headers: Any, error: Any = None, /) -> Callable[[bytes], object]:
    return lambda data: None


def _steps(ask: Callable[[], object]) -> float:
    """As many requests as ours makes in its turn."""
    return sum(cpu_ms(ask) for _ in KEYS) / len(KEYS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.webhook")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()
    with cloud():
        ours = Ours()
        sides = {"ours": ours.step, "floor": floor_side(), "flask": flask_side()}
        found = interleaved(sides, arguments.rounds, warm_up=30)
        requests = ours.requests_per_step()
    if not arguments.json:
        for name, figures in found.items():
            print(f"{name:6} {spread(figures)} ms of CPU per step, median and middle half")
    last_line(
        "webhook",
        ours_ms=median(found["ours"]),
        floor_ms=median(found["floor"]),
        flask_ms=median(found["flask"]),
        ratio_floor=ratio(found["ours"], found["floor"]),
        ratio_flask=ratio(found["ours"], found["flask"]),
        dynamodb_requests_per_step=requests,
    )


if __name__ == "__main__":
    main()
