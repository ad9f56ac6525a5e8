"""The deployed handlers with one agent ready, and what they were asked and took."""

import json
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bench import carrier as carriers
from bench.call_cost.stream import Stream
from bench.cloud import create_resources
from bench.counting import Ledger
from bench.gateway import LambdaContext, event, webhook

CONTEXT = LambdaContext()
# What is waited for an answer within a region, taken and not measured: this machine's AWS is another program.
# The carrier answers from farther away.
ANSWER_SECONDS = {"dynamodb": 0.004, "sqs": 0.008, "s3": 0.025, "socket": 0.01, "carrier": 0.1}
QUEUE = "consult"
WORKER = "WK" + "1" * 32


class Center:
    """Invokes the handlers as AWS would. What the bench itself reads is kept out of the `ledger`."""

    def __init__(self, carrier: carriers.Carrier) -> None:
        import app

        self.app, self.carrier = app, carrier
        self.ledger: Ledger | None = None
        self.invocations: Counter[str] = Counter()
        self.seconds: list[float] = []
        # By function, in seconds, for the answers of others.
        self.waited: defaultdict[str, float] = defaultdict(float)
        self._stream = Stream()
        self._messages: list[tuple[str, str]] = []
        create_resources()
        self._headers = _sign_in_an_agent(datetime.now(UTC))
        _listen(self._messages)

    def begin(self) -> None:
        """A call begins. The desk's heartbeats, whose price stands beside, have kept the lease."""
        from chalicelib import routing

        self.seconds.append(0.0)
        with self._uncounted():
            routing.renew_lease(WORKER, datetime.now(UTC))

    def ask(self, url: str, form: dict[str, str]) -> str:
        """The carrier posts; what it is told."""
        answer = self._invoke("webhook", self.app.app, webhook(url, form), CONTEXT)
        assert answer["statusCode"] in (200, 204), answer
        return str(answer["body"])

    def desk(self, method: str, resource: str, contact_id: str, body: Any = None) -> Any:
        """The agent's browser asks."""
        text = json.dumps(body) if body else ""
        asked = event(method, "/api" + resource.format(contact_id=contact_id), self._headers, text)
        answer = self._invoke("desk", self.app.app, asked, CONTEXT)
        assert answer["statusCode"] < 300, answer
        return answer["body"]

    def pause(self) -> None:
        """The call goes on for longer than the stream's window: what was written is told, jobs are done."""
        self._publish()
        while jobs := [each for each in self._messages if _due(each[1]) is None]:
            self._messages.remove(jobs[0])
            self._deliver(*jobs[0])
            self._publish()

    def deliver_all(self) -> None:
        """Every message that was sent, each when it is due."""
        while self._messages:
            self._deliver(*self._messages.pop(0))
            self._publish()

    def _invoke(self, name: str, handler: Any, *given: Any) -> Any:
        """One invocation of one Lambda."""
        self.invocations[name] += 1
        waited, began = self._waited(), time.process_time()
        answer = handler(*given)
        self.seconds[-1] += time.process_time() - began
        self.waited[name] += self._waited() - waited
        return answer

    def _waited(self) -> float:
        """Seconds of waiting in all that was asked so far."""
        ledger = self.ledger or Ledger()
        asked = Counter({name.partition(".")[0]: count for name, count in ledger.others.items()})
        asked.update(dynamodb=len(ledger.made), socket=len(self.carrier.pushed), carrier=self.carrier.asked)
        return sum(count * ANSWER_SECONDS[name] for name, count in asked.items())

    def _publish(self) -> None:
        with self._uncounted():
            records = self._stream.records()
        if records:
            self._invoke("stream", self.app.publish_events, {"Records": records}, CONTEXT)

    def _deliver(self, queue: str, body: str) -> None:
        due = _due(body)
        at = datetime.fromisoformat(due) + timedelta(milliseconds=1) if due else datetime.now(UTC)
        self.app._now = partial(_same, at)
        handler = self.app.run_timers if due else self.app.run_jobs
        records = [{"body": body, "receiptHandle": "1", "eventSourceARN": queue}]
        self._invoke("timer" if due else "job", handler, {"Records": records}, CONTEXT)
        self.app._now = partial(datetime.now, UTC)

    def _uncounted(self) -> Any:
        return (self.ledger or Ledger()).paused()


def _sign_in_an_agent(now: datetime) -> dict[str, str]:
    """A center with one agent who is ready and has one screen open; the headers of its requests."""
    from chalicelib import desk, people, routing
    from chalicelib.web import Identity, issue_token
    from cli.demo.center import set_up

    set_up(now)
    agent = {"name": "Agent", "contact_uri": "client:agent1", "skills": [QUEUE]}
    routing.define_worker(WORKER, "agent1", agent, now)
    role = next(each for each in people.DEFAULT_ROLES if each.name == "agent")
    identity = Identity("US1", "agent1", "Agent", "agent", role.permissions, WORKER)
    desk.connected(identity, "connection-1", now)
    routing.set_activity(WORKER, "ready", None, now)
    token = issue_token(identity, now, 3600)
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _listen(messages: list[tuple[str, str]]) -> None:
    """Note each message sent to a queue, which is delivered later by hand."""
    from chalicelib.aws.clients import client

    def sent(params: dict[str, Any], **_: Any) -> None:
        messages.append((params["QueueUrl"], params["MessageBody"]))

    client("sqs").meta.events.register("provide-client-params.sqs.SendMessage", sent)


def _due(body: str) -> str | None:
    """When a timer's message is due; None of a job's."""
    due: str | None = json.loads(body).get("due_at")
    return due


def _same(at: datetime) -> datetime:
    return at
