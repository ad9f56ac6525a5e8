"""What a waiting caller hears: their place, the expected wait, music, and what else they may choose."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls import callback_menu, music
from chalicelib.calls.callback_menu import CALLBACK_KEY
from chalicelib.calls.enqueue import DEFAULT_LANGUAGE, create_missing_task
from chalicelib.calls.estimate import expected_wait_seconds, whole_minutes
from chalicelib.calls.leave_queue import leave_queue
from chalicelib.calls.run import TO_CALLBACK, run
from chalicelib.carrier import Gather, Hangup, Instruction, Leave, Pause, Play, Say, webhook_url
from chalicelib.contacts import WAITING, WITH_AGENT, Contact
from chalicelib.problems import NotFound
from chalicelib.routing import TaskStatus, WorkerState

LEAVE_KEY = "1"
_NEXT = {
    "zh-CN": "您是下一位，马上为您接通人工座席。",
    "en-US": "You are next. An agent will be with you shortly.",
}
_PLACE = {
    "zh-CN": "座席正忙，您前面还有{ahead}位，预计等待{minutes}分钟。",
    "en-US": "All agents are busy. You are number {position} in line. The expected wait is {minutes} {unit}.",
}
_KEY = {
    "zh-CN": "如需留言，请按1；如需保留位置、由我们给您回电，请按2。",
    "en-US": "To leave a message instead, press 1. To keep your place and be called back, press 2.",
}


def wait(contact_id: str, now: datetime) -> Sequence[Instruction]:
    """The next part of the waiting; the carrier asks again whenever it has been heard."""
    contact = contacts.find(contact_id)
    if contact is None or not contact.is_live:
        return (Hangup(),)
    if contact.state in WITH_AGENT:
        return (Pause(2),)
    language = spoken(contact.language)
    if contact.state not in WAITING:
        return (Leave(),)
    position = _position(contact, now)
    if position is None:
        return _sent_elsewhere(contact, language, now)
    words = Say(f"{_place(contact, position, language)}{_space(language)}{_KEY[language]}", language=language)
    listen = Gather(
        action=webhook_url("/voice/queue/choice", c=contact_id),
        prompts=(words, Play(music.link())),
        num_digits=1,
        timeout_seconds=1,
        action_on_empty_result=False,
    )
    return (listen,)


def choose(contact_id: str, digits: str, now: datetime) -> Sequence[Instruction]:
    """A key was pressed while waiting: 1 leaves for a message, 2 asks to be called back, any other goes on
    waiting."""
    if digits == CALLBACK_KEY:
        return callback_menu.propose(contact_id, _language_of(contact_id))
    if digits != LEAVE_KEY:
        return wait(contact_id, now)
    has_left, outcome = leave_queue(contact_id, "left_message", now)
    run(outcome, now)
    return (Leave(),) if has_left else (Pause(2),)


def choose_number(contact_id: str, digits: str, proposed: str, now: datetime) -> Sequence[Instruction]:
    """What was keyed when asked which number to call back."""
    return callback_menu.answer(contact_id, digits, proposed, _language_of(contact_id), now)


def spoken(language: str | None) -> str:
    """The announcement's language for a contact's: Chinese unless it is English."""
    return "en-US" if (language or DEFAULT_LANGUAGE).startswith("en") else "zh-CN"


def _language_of(contact_id: str) -> str:
    contact = contacts.find(contact_id)
    return spoken(contact.language if contact else None)


def _position(contact: Contact, now: datetime) -> int | None:
    """The caller's place in line; None when routing looks for nobody any more. A task lost in a crash is made
    again."""
    task_sid = contact.task_sid or ""
    try:
        position = routing.position(task_sid, now).position
    except NotFound:
        create_missing_task(contact, now)
        return 1
    if position or routing.task(task_sid).status is TaskStatus.ASSIGNED:
        return max(position, 1)
    return None


def _sent_elsewhere(contact: Contact, language: str, now: datetime) -> Sequence[Instruction]:
    """Routing has given the caller up: to be called back where the queue says so, else back to the flow."""
    if routing.task(contact.task_sid or "").reason == TO_CALLBACK:
        return callback_menu.steer(contact, language, now)
    return (Leave(),)


def _place(contact: Contact, position: int, language: str) -> str:
    if position == 1:
        return _NEXT[language]
    minutes = whole_minutes(expected_wait_seconds(position, _agents_of(contact.queue)))
    unit = "minute" if minutes == 1 else "minutes"
    return _PLACE[language].format(ahead=position - 1, position=position, minutes=minutes, unit=unit)


def _agents_of(queue: str | None) -> int:
    return sum(
        queue in worker.queues and worker.state is not WorkerState.OFFLINE for worker in routing.workers()
    )


def _space(language: str) -> str:
    return " " if language.startswith("en") else ""
