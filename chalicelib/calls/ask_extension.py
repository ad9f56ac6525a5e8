"""A waiting caller chooses an agent's extension (ACD-18): that agent's phone rings, the place is kept."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls.run import run
from chalicelib.carrier import Gather, Instruction, Redirect, Say, webhook_url
from chalicelib.contacts import WAITING, Contact, Event, EventType
from chalicelib.problems import Conflict
from chalicelib.routing import Worker, WorkerState

LONGEST_EXTENSION = 10
_ASK = {
    "zh-CN": "请输入分机号，按井号键结束。",
    "en-US": "Please enter the extension and press the pound key.",
}
_BUSY = {
    "zh-CN": "这个分机现在无法接听，您的排队位置不变。",
    "en-US": "This extension cannot take your call now. You keep your place in line.",
}
_UNKNOWN = {
    "zh-CN": "没有这个分机，您的排队位置不变。",
    "en-US": "There is no such extension. You keep your place in line.",
}
_RINGS = {"zh-CN": "正在接通分机{extension}。", "en-US": "We are ringing extension {extension}."}


def ask(contact_id: str, language: str) -> Sequence[Instruction]:
    """Ask for the number; the caller goes on waiting meanwhile, and an agent may take them."""
    listen = Gather(
        action=webhook_url("/voice/queue/extension", c=contact_id),
        prompts=(Say(_ASK[language], language=language),),
        timeout_seconds=6,
        finish_on_key="#",
    )
    return (listen,)


def ring(contact_id: str, extension: str, language: str, now: datetime) -> Sequence[Instruction]:
    """Offer the caller to the agent of this extension, if that agent is ready; whatever comes of it, an offer
    that is not answered too, the caller is where they were in the line."""
    contact = contacts.find(contact_id)
    wait_on = Redirect(webhook_url("/voice/queue/wait", c=contact_id))
    if contact is None or contact.state not in WAITING or not extension:
        return (wait_on,)
    worker = _agent_at(extension)
    words = _UNKNOWN if worker is None else _BUSY
    if worker and worker.state is WorkerState.READY and _offer(contact, worker, extension, now):
        words = _RINGS
    said = words[language].format(extension=" ".join(extension))
    return (Say(said, language=language), wait_on)


def _agent_at(extension: str) -> Worker | None:
    """The agent with this number. Asked seldom enough to look through everybody."""
    wanted = extension[:LONGEST_EXTENSION]
    numbered = (worker for worker in routing.workers() if worker.attributes.get("agent_number"))
    return next((worker for worker in numbered if str(worker.attributes["agent_number"]) == wanted), None)


def _offer(contact: Contact, worker: Worker, extension: str, now: datetime) -> bool:
    """False when somebody else has the call by now, or the agent has just got another."""
    try:
        outcome = routing.pick_up(str(contact.task_sid), worker.sid, now)
    except Conflict:
        return False
    for made in outcome.assignments:
        if made.task_sid == contact.task_sid:
            contacts.record(_asked(contact, worker, made.reservation_sid, made.queue, extension, now))
    run(outcome, now)
    return True


def _asked(
    contact: Contact, worker: Worker, reservation_sid: str, queue: str, extension: str, now: datetime
) -> Event:
    return Event(
        key=f"{reservation_sid}:extension",
        type=EventType.EXTENSION_CHOSEN,
        at=now,
        contact_id=contact.contact_id,
        worker_sid=worker.sid,
        queue=queue,
        reservation_sid=reservation_sid,
        data={"extension": extension},
    )
