"""Send me that by fax. Put into the outbox; the fax goes out while the call goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import faxes, knowledge, waybills
from chalicelib.aws.settings import settings
from chalicelib.ivr.functions.registry import flow_function
from chalicelib.problems import Invalid, NotFound

_LONGEST_TEXT = 8000
_WAYBILL = ("运单 {}", "Waybill {}")
_ANSWER = ("查询结果", "Your enquiry")


@flow_function
def fax_answer(
    to: str,
    item: str = "",
    waybill: str = "",
    text: str = "",
    title: str = "",
    language: str = "zh-CN",
    *,
    now: datetime,
    token: str,
) -> Mapping[str, Any]:
    """`faxId`, `to` in E.164 and a `sentence` that says that it will be faxed. Exactly one of `item` (as for
    knowledge_item), `waybill` (its number) and `text` says what. A number that cannot be faxed, or nothing to
    fax, ends in `fail` with a `message`."""
    if not faxes.has_service():
        raise Invalid("This center has no fax service.")
    number = faxes.number_for(to)
    subject, answer = _content(item, waybill, text, language)
    subject, zone = title or subject, settings().time_zone
    html = faxes.page(subject, answer, now, language, settings().center_name, zone)
    # Who asks again for the same step of the same call has the same token, and so the same fax.
    contact_id = token.rpartition("-")[0]
    fax_id = faxes.ask(token, number, subject, html, language, now, contact_id) if token else ""
    return {"faxId": fax_id, "to": number, "sentence": _sentence(number, language)}


def _content(item: str, waybill: str, text: str, language: str) -> tuple[str, str]:
    """The title and the answer."""
    is_english = language.startswith("en")
    if sum(map(bool, (item, waybill, text))) != 1:
        raise Invalid("A fax is asked for with one of item, waybill and text.", field="item", rule="one_of")
    if item:
        found = knowledge.find(item)
        if found is None:
            raise NotFound(f"There is no knowledge item '{item}'.")
        return found.title, found.answer(language)
    if waybill:
        parcel = waybills.find(waybill)
        if parcel is None:
            raise NotFound(f"There is no waybill '{waybill}'.")
        said = waybills.sentence(parcel, language, settings().time_zone)
        return _WAYBILL[is_english].format(parcel.number), said
    if len(text) > _LONGEST_TEXT:
        raise Invalid(f"A fax holds {_LONGEST_TEXT} characters at most.", field="text", rule="max_length")
    return _ANSWER[is_english], text


def _sentence(number: str, language: str) -> str:
    """Digit by digit, so that a voice does not read it as an amount."""
    digits = " ".join(_as_dialled(number))
    if language.startswith("en"):
        return f"The answer will be faxed to {digits}."
    return f"查询结果将传真至{digits}。"


def _as_dialled(number: str) -> str:
    """As people in China know it: a mobile's eleven digits; a line with its area code and a zero before."""
    national = number.removeprefix("+86")
    if national == number:
        return number
    return national if len(national) == 11 and national[0] == "1" else f"0{national}"
