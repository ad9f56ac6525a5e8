"""What a waiting caller hears who would rather be called back: their number, another one, a confirmation."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import contacts
from chalicelib.calls.ask_callback import ask_callback
from chalicelib.calls.leave_queue import note_left
from chalicelib.carrier import Gather, Hangup, Instruction, Leave, Pause, Redirect, Say, webhook_url
from chalicelib.contacts import WAITING, Contact

_CONFIRM = "1"
_SHORTEST = 5
_HOME = "+86"
_OWN = {
    "zh-CN": "我们会按您现在的排队位置，给{number}回电。确认请按1。要换号码，请输入号码，按井号键结束。",
    "en-US": "We will call {number} when it is your turn. Press 1 to confirm, or enter another number and "
    "press the pound key.",
}
_ASK = {
    "zh-CN": "请输入您的电话号码，按井号键结束。",
    "en-US": "Please enter your telephone number and press the pound key.",
}
_STEERED = {
    "zh-CN": "来电较多，已为您保留排队位置，轮到您时我们会拨打您的来电号码。再见。",
    "en-US": "We are very busy. We keep your place in line and call this number when it is your turn. "
    "Goodbye.",
}
_WRONG = {"zh-CN": "这个号码无法回电。", "en-US": "We cannot call that number. "}
_DONE = {
    "zh-CN": "已为您保留排队位置，轮到您时我们会给您回电。再见。",
    "en-US": "We keep your place in line and call you when it is your turn. Goodbye.",
}


def propose(contact_id: str, language: str) -> Sequence[Instruction]:
    """Ask which number to call; the caller goes on waiting meanwhile, and an agent may take them."""
    contact = contacts.find(contact_id)
    if contact is None or contact.state not in WAITING:
        return (Redirect(webhook_url("/voice/queue/wait", c=contact_id)),)
    return _ask(contact, language, own_number(contact))


def answer(
    contact_id: str, digits: str, proposed: str, language: str, now: datetime
) -> Sequence[Instruction]:
    """The caller confirmed `proposed`, keyed another number, or nothing: then they go on waiting."""
    contact = contacts.find(contact_id)
    if contact is None or contact.state not in WAITING or not digits:
        return (Redirect(webhook_url("/voice/queue/wait", c=contact_id)),)
    if digits == _CONFIRM and proposed:
        if ask_callback(contact_id, proposed, language, now):
            return (Say(_DONE[language], language=language), Hangup())
        return (Pause(2),)
    wanted = _dialable(digits)
    if wanted is None:
        return (Say(_WRONG[language], language=language), *_ask(contact, language, ""))
    return _ask(contact, language, wanted)


def steer(contact: Contact, language: str, now: datetime) -> Sequence[Instruction]:
    """The queue takes nobody in just now but calls back: at the number they call from, else the flow decides
    what to do with them."""
    number = own_number(contact)
    if number and ask_callback(contact.contact_id, number, language, now):
        return (Say(_STEERED[language], language=language), Hangup())
    note_left(contact.contact_id, contact.task_sid or "", "overflow", now)
    return (Leave(),)


def own_number(contact: Contact) -> str:
    """The number they call from, when it is one that can be called; else nothing."""
    number = contact.customer_number
    return number if number.startswith("+") and number[1:].isdigit() else ""


def _dialable(digits: str) -> str | None:
    """A keyed number as E.164. Only numbers at home: whoever calls must not send us anywhere at our cost."""
    from chalicelib.phones import e164

    number = e164(digits) if len(digits) >= _SHORTEST else None
    return number if number and number.startswith(_HOME) else None


def _ask(contact: Contact, language: str, proposed: str) -> Sequence[Instruction]:
    words = _OWN[language].format(number=_spelled(proposed)) if proposed else _ASK[language]
    ids = {"c": contact.contact_id, **({"n": proposed} if proposed else {})}
    listen = Gather(
        action=webhook_url("/voice/queue/callback", **ids),
        prompts=(Say(words, language=language),),
        timeout_seconds=6,
        finish_on_key="#",
    )
    return (listen,)


def _spelled(number: str) -> str:
    """Digit by digit, so that a voice does not read it as an amount."""
    return " ".join(number.removeprefix(_HOME).removeprefix("+"))
