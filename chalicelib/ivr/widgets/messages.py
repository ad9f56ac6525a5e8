"""What the two widgets that send a message have in common."""

from typing import Any

from chalicelib.ivr.effects import SendMessage
from chalicelib.ivr.execution import Input
from chalicelib.ivr.widgets.answers import fields_of
from chalicelib.ivr.widgets.behaviour import Visit


def message_of(visit: Visit, to: str = "", status_url: str = "") -> SendMessage:
    """The message a widget describes; it goes to the contact when nobody else is named."""
    is_template = visit.text("message_type") == "content_template"
    return SendMessage(
        sender=visit.text("service") or visit.text("from") or visit.state.our_address,
        to=to or visit.state.their_address,
        body="" if is_template else visit.text("body"),
        media_url=visit.text("media_url"),
        content_sid=visit.text("content_sid"),
        content_variables=dict(visit.pairs("content_variables")),
        status_url=status_url,
    )


def outbound_of(given: Input) -> dict[str, Any]:
    """`outbound.Sid`, `outbound.Status`, `outbound.Body` ... of a message that was sent."""
    sent = fields_of(given)
    return {"outbound": sent or {"Status": "failed", "ErrorMessage": given.params.get("body", "")}}
