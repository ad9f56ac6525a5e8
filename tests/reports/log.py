"""A small hand-made log: every figure of it was worked out on paper in the tests that use it."""

from datetime import UTC, datetime, timedelta

from chalicelib.contacts import Event, EventType

NINE = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def at(seconds: float) -> datetime:
    """So many seconds after nine in the morning."""
    return NINE + timedelta(seconds=seconds)


class Log:
    """Writes events as the rooms do."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, seconds: float, kind: EventType, contact: str | None = None, **rest: object) -> None:
        """One event at a time after nine."""
        fields = {name: rest.pop(name, None) for name in ("worker_sid", "queue", "reservation_sid")}
        key = f"{contact or fields['worker_sid']}:{kind}:{fields['reservation_sid']}:{seconds}"
        self.events.append(Event(key, kind, at(seconds), contact, data=rest, **fields))  # type: ignore[arg-type]

    def call(self, contact: str, start: float, queue: str | None = "consult", **data: object) -> None:
        """A call begins and, 10 seconds later, enters a queue."""
        self.add(start, EventType.CONTACT_STARTED, contact, direction="inbound", **data)
        if queue:
            self.add(start + 10, EventType.QUEUE_ENTERED, contact, queue=queue)

    def offer(self, contact: str, sid: str, worker: str, seconds: float, queue: str = "consult") -> None:
        """The call is offered to an agent, whose phone rings one second later."""
        where = {"worker_sid": worker, "queue": queue, "reservation_sid": sid}
        self.add(seconds, EventType.RESERVATION_CREATED, contact, **where)
        self.add(seconds + 1, EventType.AGENT_RINGING, contact, **where)

    def answer(self, contact: str, sid: str, worker: str, seconds: float, talk: float, wrap: float) -> None:
        """The agent picks up, talks, wraps up."""
        where = {"worker_sid": worker, "queue": "consult", "reservation_sid": sid}
        self.add(seconds, EventType.RESERVATION_ACCEPTED, contact, **where)
        self.add(seconds, EventType.QUEUE_LEFT, contact, queue="consult", outcome="answered")
        self.add(seconds, EventType.TALK_STARTED, contact, **where)
        self.add(seconds + talk, EventType.RESERVATION_WRAPPING, contact, **where)
        self.add(seconds + talk, EventType.CONTACT_ENDED, contact, leave_type="served_by_agent")
        self.add(seconds + talk + wrap, EventType.RESERVATION_COMPLETED, contact, **where)

    def abandon(self, contact: str, seconds: float) -> None:
        """The caller hangs up in the queue."""
        self.add(seconds, EventType.QUEUE_LEFT, contact, queue="consult", outcome="abandoned")
        self.add(seconds, EventType.CONTACT_ENDED, contact, leave_type="abandoned")


def morning() -> Log:
    """Four calls: A answered by w1; B missed by w1, answered by w2; C gives up after 4 s; D after 60 s."""
    log = Log()
    log.add(0, EventType.AGENT_SIGNED_IN, worker_sid="w1")
    log.add(0, EventType.AGENT_SIGNED_IN, worker_sid="w2")
    log.call("A", 100, gateway="gw1", span="1")
    log.offer("A", "RA", "w1", 112)
    log.answer("A", "RA", "w1", 118, talk=120, wrap=30)
    log.call("B", 300, gateway="gw1", span="2")
    log.offer("B", "RB1", "w1", 310)
    where = {"worker_sid": "w1", "queue": "consult", "reservation_sid": "RB1"}
    log.add(325, EventType.RESERVATION_TIMEOUT, "B", **where)
    log.offer("B", "RB2", "w2", 325)
    log.answer("B", "RB2", "w2", 335, talk=60, wrap=10)
    log.call("C", 400, access="ip")
    log.abandon("C", 414)
    log.call("D", 500, access="ip")
    log.abandon("D", 570)
    return log
