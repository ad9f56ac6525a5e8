"""What a waiting caller hears: their place, the expected wait, music, and what else they may choose."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts, routing
from chalicelib.calls import ask_extension, callback_menu, music, pace
from chalicelib.calls.enqueue import DEFAULT_LANGUAGE, create_missing_task
from chalicelib.calls.leave_queue import leave_queue
from chalicelib.calls.leg import Leg, LegState
from chalicelib.calls.run import TO_CALLBACK, run
from chalicelib.calls.store import leg_in
from chalicelib.calls.wait_words import choices, information, place
from chalicelib.carrier import Gather, Hangup, Instruction, Leave, Pause, Play, Redirect, Say, webhook_url
from chalicelib.contacts import WAITING, WITH_AGENT, Contact, Story
from chalicelib.problems import NotFound
from chalicelib.routing import USUAL_OPTIONS, Position, TaskQueue, TaskStatus, WaitChoice, WaitOption

# How the part of a contact begins that is an agent's leg.
_RESERVATION = "WR"


def wait(contact_id: str, now: datetime) -> Sequence[Instruction]:
    """The next part of the waiting; the carrier asks again whenever it has been heard."""
    story = contacts.story(contact_id)
    contact = story.contact
    if contact is None or not contact.is_live:
        return (Hangup(),)
    if contact.state in WITH_AGENT:
        return (Pause(2),)
    language = spoken(contact.language)
    if contact.state not in WAITING:
        return (Leave(),)
    if ringing := _rung_for(story, now):
        return _announce(contact_id, 1, ringing.queue, 0.0, language)
    position = _position(contact, now)
    if position is None:
        return _sent_elsewhere(contact, language, now)
    seconds = pace.expected_wait(position.queue, position.position, now)
    return _announce(contact_id, position.position, position.queue, seconds, language)


def choose(contact_id: str, digits: str, now: datetime) -> Sequence[Instruction]:
    """A key was pressed while waiting: what it does is the queue's to say; any other goes on waiting."""
    contact = contacts.find(contact_id)
    position = _position(contact, now) if contact and contact.state in WAITING else None
    if contact is None or position is None:
        return wait(contact_id, now)
    option = next((one for one in _options(position.queue) if one.key == digits), None)
    language = spoken(contact.language)
    match option.does if option else None:
        case WaitChoice.MESSAGE:
            return _leave_message(contact_id, now)
        case WaitChoice.CALLBACK:
            return callback_menu.propose(contact_id, language)
        case WaitChoice.EXTENSION:
            return ask_extension.ask(contact_id, language)
        case WaitChoice.INFORMATION if option:
            return _inform(contact_id, option, position, language, now)
    return wait(contact_id, now)


def choose_number(contact_id: str, digits: str, proposed: str, now: datetime) -> Sequence[Instruction]:
    """What was keyed when asked which number to call back."""
    return callback_menu.answer(contact_id, digits, proposed, _language_of(contact_id), now)


def choose_extension(contact_id: str, digits: str, now: datetime) -> Sequence[Instruction]:
    """What was keyed when asked for an extension."""
    return ask_extension.ring(contact_id, digits, _language_of(contact_id), now)


def spoken(language: str | None) -> str:
    """The announcement's language for a contact's: Chinese unless it is English."""
    return "en-US" if (language or DEFAULT_LANGUAGE).startswith("en") else "zh-CN"


def _language_of(contact_id: str) -> str:
    contact = contacts.find(contact_id)
    return spoken(contact.language if contact else None)


def _rung_for(story: Story, now: datetime) -> Leg | None:
    """The agent's leg that rings for a caller just now: who is offered is the next, which routing need not be
    asked. It is asked again once the ring time is up."""
    legs = (leg_in(story, name) for name in story.parts if name.startswith(_RESERVATION))
    open_legs = (leg for leg in legs if leg and leg.state is LegState.OFFERED and now < leg.expires_at)
    return next((leg for leg in open_legs if story.contact and leg.task_sid == story.contact.task_sid), None)


def _announce(
    contact_id: str, position: int, name: str, seconds: float, language: str
) -> Sequence[Instruction]:
    """The place in the queue of this name; of a long wait also how long, and the keys that lead elsewhere."""
    queue = _queue(name)
    is_long = queue is None or not queue.long_wait_seconds or seconds > queue.long_wait_seconds
    options = _options(name) if is_long else ()
    words = place(position, seconds if is_long else None, language) + choices(options, language)
    heard = (Say(words, language=language), Play(music.link()))
    if not options:
        return heard
    listen = Gather(
        action=webhook_url("/voice/queue/choice", c=contact_id),
        prompts=heard,
        num_digits=1,
        timeout_seconds=1,
        action_on_empty_result=False,
    )
    return (listen,)


def _leave_message(contact_id: str, now: datetime) -> Sequence[Instruction]:
    has_left, outcome = leave_queue(contact_id, "left_message", now)
    run(outcome, now)
    return (Leave(),) if has_left else (Pause(2),)


def _inform(
    contact_id: str, option: WaitOption, position: Position, language: str, now: datetime
) -> Sequence[Instruction]:
    seconds = pace.expected_wait(position.queue, position.position, now)
    words = place(position.position, seconds, language) + information(option, language)
    return (Say(words, language=language), Redirect(webhook_url("/voice/queue/wait", c=contact_id)))


def _queue(name: str) -> TaskQueue | None:
    return next((queue for queue in routing.queues() if queue.friendly_name == name), None)


def _options(queue: str) -> Sequence[WaitOption]:
    known = _queue(queue)
    return known.wait_options if known else USUAL_OPTIONS


def _position(contact: Contact, now: datetime) -> Position | None:
    """The caller's place in line; None when routing looks for nobody any more. A task lost in a crash is made
    again."""
    task_sid = contact.task_sid or ""
    try:
        found = routing.position(task_sid, now)
    except NotFound:
        create_missing_task(contact, now)
        return Position(1, 1, 0.0, contact.queue or "")
    if found.position:
        return found
    is_assigned = routing.task(task_sid).status is TaskStatus.ASSIGNED
    return Position(1, 1, found.waited_seconds, found.queue) if is_assigned else None


def _sent_elsewhere(contact: Contact, language: str, now: datetime) -> Sequence[Instruction]:
    """Routing has given the caller up: to be called back where the queue says so, else back to the flow."""
    if routing.task(contact.task_sid or "").reason == TO_CALLBACK:
        return callback_menu.steer(contact, language, now)
    return (Leave(),)
