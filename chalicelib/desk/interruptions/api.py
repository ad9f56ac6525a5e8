"""The center's interruption rules over HTTP."""

from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib import calls, people, routing
from chalicelib.web import Call, Permission, route

bp = Blueprint(__name__)

Channel = Annotated[str, Field(max_length=64)]


class InterruptionsShape(BaseModel):
    """By the channel of a contact that an agent has: the channels of which one more may be offered beside it.
    A channel that is left out has its usual rule."""

    model_config = ConfigDict(extra="forbid")

    rules: dict[Channel, list[Channel]]


@route(
    bp, "GET", "/routing/interruptions", permission=Permission.FLOWS_READ, returns=InterruptionsShape,
    summary="What may be offered to an agent beside what", tag="routing",
)  # fmt: skip
def read_interruptions(_: Call) -> InterruptionsShape:
    return _shown()


@route(
    bp, "PUT", "/routing/interruptions", permission=Permission.FLOWS_WRITE, body=InterruptionsShape,
    returns=InterruptionsShape, summary="Say what may interrupt what", tag="routing",
)  # fmt: skip
def put_interruptions(call: Call) -> InterruptionsShape:
    """It holds at once: agents who may have one more contact by the new rules are offered it."""
    before = _shown()
    calls.run(routing.define_interruptions(call.body.rules, call.now), call.now)
    after = _shown()
    if after != before:
        subject = "routing:interruptions"
        people.audit(call.identity, "interruptions.changed", subject, before.rules, after.rules, call.now)
    return after


def _shown() -> InterruptionsShape:
    return InterruptionsShape(rules={held: list(each) for held, each in routing.interruptions().items()})
