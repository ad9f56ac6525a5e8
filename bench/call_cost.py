"""What one inbound call costs on AWS: three IVR steps, queue, agent, recording, wrap-up.

    python -m bench.call_cost [--calls 5] [--json]

Every request of the carrier, the agent's desk, the queues and the event stream goes through the handlers that
are deployed, in this process; what they ask of AWS is counted where it is sent, and priced by bench.prices.
A timer's message is delivered when it is due, a job's at once. The stream's records come as its deployed
mapping delivers them: those that its filter lets through, what was written within its window together.
Nobody watches the floor. The time in Lambda is the CPU time of the quietest call, as Lambda shares out
processors, and the waiting for answers.
"""

import argparse
import itertools
import json
import os
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree

from bench import carrier as carriers
from bench.cloud import cloud, create_resources
from bench.counting import Ledger, counted
from bench.gateway import LambdaContext, event, webhook
from bench.measuring import last_line
from bench.prices import LOOKED_UP, dollars, others
from bench.webhook import action, params
from infra.template import STREAM_FILTER

CONTEXT = LambdaContext()
MEMORY_GB = 0.5
# Lambda gives a whole processor at 1,769 MB and its share of one below: CPU costs the same at any size.
GB_SECONDS_OF_CPU = 1769 / 1024
# What is waited for an answer within a region, taken and not measured: this machine's AWS is another program.
# The carrier answers from farther away.
ANSWER_SECONDS = {"dynamodb": 0.004, "sqs": 0.008, "s3": 0.025, "socket": 0.01, "carrier": 0.1}
# What the others bill: the caller's minutes, and the agent's with wrap-up.
TALK_MINUTES, HANDLING_MINUTES = 3.0, 4.0
QUEUE = "consult"
WORKER = "WK" + "1" * 32
HEARTBEAT_SECONDS = 10


class Center:
    """The deployed handlers with one agent ready, and what they were asked and took."""

    def __init__(self, carrier: carriers.Carrier) -> None:
        import app
        from chalicelib import desk, people, routing
        from chalicelib.web import Identity, issue_token
        from cli.demo.center import set_up

        self.app, self.carrier = app, carrier
        self.invocations: Counter[str] = Counter()
        self.seconds: list[float] = []
        self.filter = json.loads(STREAM_FILTER)
        self.seen: set[str] = set()
        self.messages: list[tuple[str, str]] = []
        self.calls = itertools.count(1)
        create_resources()
        now = datetime.now(UTC)
        set_up(now)
        agent = {"name": "Agent", "contact_uri": "client:agent1", "skills": [QUEUE]}
        routing.define_worker(WORKER, "agent1", agent, now)
        role = next(each for each in people.DEFAULT_ROLES if each.name == "agent")
        identity = Identity("US1", "agent1", "Agent", "agent", role.permissions, WORKER)
        self.headers = {
            "Authorization": f"Bearer {issue_token(identity, now, 3600)}",
            "Content-Type": "application/json",
        }
        desk.connected(identity, "connection-1", now)
        self.renew = routing.renew_lease
        routing.set_activity(WORKER, "ready", None, now)
        listen(self.messages)

    def invoke(self, name: str, handler: Any, *given: Any) -> Any:
        """One invocation of one Lambda."""
        self.invocations[name] += 1
        began = time.process_time()
        answer = handler(*given)
        self.seconds[-1] += time.process_time() - began
        return answer

    def ask(self, url: str, form: dict[str, str]) -> str:
        """The carrier posts; what it is told."""
        answer = self.invoke("webhook", self.app.app, webhook(url, form), CONTEXT)
        assert answer["statusCode"] in (200, 204), answer
        return str(answer["body"])

    def leg_news(self, status: str, leg: dict[str, str], form: dict[str, str]) -> None:
        """The agent's leg has come this far, if somebody asked to be told."""
        assert status in leg["StatusCallbackEvent"], leg
        self.ask(leg["StatusCallback"], {**form, "CallStatus": status})

    def desk(self, method: str, resource: str, contact_id: str, body: Any = None) -> Any:
        """The agent's browser asks."""
        text = json.dumps(body) if body else ""
        asked = event(method, "/api" + resource.format(contact_id=contact_id), self.headers, text)
        answer = self.invoke("desk", self.app.app, asked, CONTEXT)
        assert answer["statusCode"] < 300, answer
        return answer["body"]

    def pause(self) -> None:
        """The call goes on for longer than the stream's window: what was written is told, jobs are done."""
        self.stream()
        while any("due_at" not in json.loads(body) for _, body in self.messages):
            index = next(i for i, (_, body) in enumerate(self.messages) if "due_at" not in json.loads(body))
            self.deliver(*self.messages.pop(index))
            self.stream()

    def stream(self) -> None:
        """The lines that were written since, to the handler of their stream, if its filter lets them pass."""
        with uncounted():
            images = [image for image in events() if _id(image) not in self.seen]
        self.seen |= {_id(image) for image in images}
        records = [each for each in map(record, images) if passes(self.filter, each)]
        if records:
            self.invoke("stream", self.app.publish_events, {"Records": records}, CONTEXT)

    def queues(self) -> None:
        """Deliver every message, each when it is due."""
        while self.messages:
            self.deliver(*self.messages.pop(0))
            self.stream()

    def deliver(self, queue: str, body: str) -> None:
        """One message to the handler of its queue."""
        due = json.loads(body).get("due_at")
        at = datetime.fromisoformat(due) + timedelta(milliseconds=1) if due else datetime.now(UTC)
        self.app._now = partial(_same, at)
        handler = self.app.run_timers if due else self.app.run_jobs
        records = [{"body": body, "receiptHandle": "1", "eventSourceARN": queue}]
        self.invoke("timer" if due else "job", handler, {"Records": records}, CONTEXT)
        self.app._now = partial(datetime.now, UTC)

    def call(self) -> None:
        """One caller, from the first ring to the agent being free again."""
        self.seconds.append(0.0)
        with uncounted():
            # The desk's heartbeats, whose price stands beside.
            self.renew(WORKER, datetime.now(UTC))
        sid = f"CA{next(self.calls):032x}"
        contact_id = f"CT{sid[2:]}"
        twiml = self.ask("/voice/incoming", params(sid, CallStatus="ringing"))
        for key in ("1", "9", "2"):
            self.pause()
            twiml = self.ask(action(twiml), params(sid, Digits=key))
        enqueue = found(twiml, "Enqueue")
        self.ask(enqueue["waitUrl"], params(sid))
        self.pause()
        leg = self.carrier.placed[-1]
        agent = params(leg["sid"], To=leg["To"])
        self.leg_news("ringing", leg, agent)
        self.pause()
        conference = found(self.ask(leg["Url"], agent), "Conference")
        self.desk("GET", "/desk/pop/{contact_id}", contact_id)
        self.ask(enqueue["action"], params(sid, QueueResult="redirected"))
        joined = self.ask(self.carrier.redirected[-1], params(sid))
        told = [conference, found(joined, "Conference")]
        wanted = next(each for each in told if "statusCallback" in each)
        for kind, party in conference_news(wanted.get("statusCallbackEvent", ""), leg["sid"], sid):
            news = {"StatusCallbackEvent": kind, "ConferenceSid": "CF1", "CallSid": party}
            self.ask(wanted["statusCallback"], params(party, **news))
        self.pause()
        self.desk("PUT", "/desk/contacts/{contact_id}/draft", contact_id, {"note": "Asked where it is."})
        self.pause()
        recorded = {"RecordingSid": f"RE{sid[2:]}", "RecordingUrl": f"{self.carrier.url}/r"}
        self.ask(wanted["recordingStatusCallback"], params(sid, **recorded, RecordingDuration="180"))
        self.leg_news("completed", leg, agent)
        self.ask(found(joined, "Dial")["action"], params(sid, DialCallStatus="completed"))
        self.ask("/voice/call-status", params(sid, CallStatus="completed"))
        self.pause()
        done = {"disposition": "waybill_query", "note": "Asked where it is; told."}
        self.desk("POST", "/desk/contacts/{contact_id}/wrap-up", contact_id, done)
        self.queues()


def conference_news(wanted: str, agent: str, caller: str) -> list[tuple[str, str]]:
    """What a conference of two tells in its life, of the kinds that were asked for."""
    life = [
        ("participant-join", agent), ("conference-start", agent), ("participant-join", caller),
        ("participant-leave", caller), ("participant-leave", agent), ("conference-end", agent),
    ]  # fmt: skip
    kinds = {word for name in wanted.split() for word in _kinds(name)}
    return [each for each in life if each[0] in kinds]


def _kinds(name: str) -> tuple[str, ...]:
    both = {"join": ("participant-join",), "leave": ("participant-leave",)}
    return both.get(name, (f"conference-{name}",))


def found(twiml: str, verb: str) -> dict[str, str]:
    """The attributes of the first such verb."""
    element = ElementTree.fromstring(twiml).find(f".//{verb}")
    assert element is not None, twiml
    return dict(element.attrib)


def listen(messages: list[tuple[str, str]]) -> None:
    """Note each message sent to a queue, which is delivered later by hand."""
    from chalicelib.aws.clients import client

    def sent(params: dict[str, Any], **_: Any) -> None:
        messages.append((params["QueueUrl"], params["MessageBody"]))

    client("sqs").meta.events.register("provide-client-params.sqs.SendMessage", sent)


def events() -> list[dict[str, Any]]:
    """Every row of the event log, as its stream shows it."""
    from chalicelib.aws.clients import client
    from chalicelib.aws.tables import table_name

    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name("events"))
    return [item for page in pages for item in page["Items"]]


def passes(pattern: Any, found: Any) -> bool:
    """Whether a record passes a filter of an event source mapping, as far as ours goes: exact values and
    beginnings."""
    if isinstance(pattern, dict):
        return isinstance(found, dict) and all(passes(pattern[name], found.get(name)) for name in pattern)
    return any(
        str(found).startswith(rule["prefix"]) if isinstance(rule, dict) else found == rule for rule in pattern
    )


def _id(image: dict[str, Any]) -> str:
    return f"{image['subject']['S']}/{image['key']['S']}"


def uncounted() -> Any:
    """Requests of the bench itself."""
    return PAUSE.paused()


class Pause:
    """Keeps what the bench reads for itself out of a ledger."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None

    def paused(self) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def kept() -> Any:
            known = self.ledger
            before = (len(known.made), known.read_units.copy(), known.write_units.copy()) if known else None
            yield
            if known and before:
                del known.made[before[0] :]
                known.read_units.clear()
                known.read_units.update(before[1])
                known.write_units.clear()
                known.write_units.update(before[2])

        return kept()


PAUSE = Pause()


def record(image: dict[str, Any]) -> dict[str, Any]:
    """A new row as the stream delivers it."""
    change = {
        "ApproximateCreationDateTime": time.time(), "Keys": {}, "NewImage": image, "SequenceNumber": "1",
        "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
    }  # fmt: skip
    source = "arn:aws:dynamodb:us-east-1:123456789012:table/trunkline-events/stream/1"
    return {
        "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1", "dynamodb": change, "eventSourceARN": source,
    }  # fmt: skip


def _same(at: datetime) -> datetime:
    return at


def counts(center: Center, ledger: Ledger, calls: int) -> dict[str, float]:
    """Of everything that has a price, how much one call took."""
    messages = ledger.others["sqs.SendMessage"]
    total = {
        "lambda_invocation": center.invocations.total(),
        "lambda_gb_second": calls * min(center.seconds) * GB_SECONDS_OF_CPU
        + waited(ledger, center) * MEMORY_GB,
        "dynamodb_write": sum(ledger.write_units.values()),
        "dynamodb_read": sum(ledger.read_units.values()),
        # The carrier posts to the function URL, which is part of the invocation's price.
        "front_request": center.invocations["desk"],
        "socket_message": center.carrier.pushed,
        # Sent, received, deleted.
        "sqs_request": 3 * messages,
        "s3_put": ledger.others["s3.PutObject"],
        "s3_get": ledger.others["s3.GetObject"],
    }
    return {name: count / calls for name, count in total.items()}


def waited(ledger: Ledger, center: Center) -> float:
    """Seconds in which functions wait for an answer, which are paid for too."""
    asked = Counter({name.partition(".")[0]: count for name, count in ledger.others.items()})
    asked.update(dynamodb=len(ledger.made), socket=center.carrier.pushed, carrier=len(center.carrier.placed))
    return sum(count * ANSWER_SECONDS[name] for name, count in asked.items())


def presence() -> float:
    """Dollars of a million calls' time in heartbeats: message in and out, Lambda, one lease written."""
    beats = HANDLING_MINUTES * 60 / HEARTBEAT_SECONDS * 1e6
    each = dollars({"socket_message": 1, "lambda_invocation": 1, "dynamodb_write": 1, "dynamodb_read": 1})
    return beats * sum(each.values())


def report(
    taken: dict[str, float], spent: dict[str, float], center: Center, ledger: Ledger, calls: int
) -> None:
    """The long form."""
    print(f"One call, list prices of {LOOKED_UP}:")
    for name, usd in sorted(spent.items(), key=lambda each: -each[1]):
        print(f"  {name:18} {taken[name]:8.2f}   {usd * 1e6:7.2f} dollars per million calls")
    for title, units in (("write", ledger.write_units), ("read", ledger.read_units)):
        print(f"  {title} units by table:", {n: round(u / calls, 1) for n, u in units.most_common()})
    print("  invocations:", {name: n / calls for name, n in center.invocations.items()})
    print(f"  beside it, an agent's heartbeats in {HANDLING_MINUTES:g} minutes: {presence():.2f} per million")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.call_cost")
    parser.add_argument("--calls", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()
    with cloud():
        carrier = carriers.serve()
        os.environ.update(
            TRUNKLINE_CARRIER_URL=carrier.url, TRUNKLINE_SOCKET_ENDPOINT=f"{carrier.url}/sockets"
        )
        center = Center(carrier)
        center.call()
        center.invocations.clear()
        center.seconds.clear()
        carrier.pushed = 0
        carrier.placed.clear()
        with counted() as ledger:
            PAUSE.ledger = ledger
            for _ in range(arguments.calls):
                center.call()
    taken = counts(center, ledger, arguments.calls)
    spent = dollars(taken)
    if not arguments.json:
        report(taken, spent, center, ledger, arguments.calls)
    million = {name: round(usd * 1e6, 2) for name, usd in spent.items()}
    last_line(
        "call_cost",
        usd_per_million_calls=sum(spent.values()) * 1e6,
        lambda_invocations=taken["lambda_invocation"],
        dynamodb_write_units=taken["dynamodb_write"],
        dynamodb_read_units=taken["dynamodb_read"],
        s3_requests=taken["s3_put"] + taken["s3_get"],
        sqs_requests=taken["sqs_request"],
        usd_by_part=million,
        presence_usd_per_million_calls=presence(),
        others_usd_per_million_calls={n: round(v) for n, v in others(TALK_MINUTES, HANDLING_MINUTES).items()},
        prices_of=LOOKED_UP,
    )


if __name__ == "__main__":
    main()
