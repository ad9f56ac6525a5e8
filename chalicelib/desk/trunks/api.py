"""The trunks by which calls go out, over HTTP."""

from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from chalicelib import calls, people
from chalicelib.calls import OutboundTrunk, Rate
from chalicelib.problems import NotFound
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
Address = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(|sips?:\S*\{number\}\S*)$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class RateShape(_Shape):
    """What a minute costs to numbers that begin so (`+8621`, or nothing for all)."""

    prefix: Annotated[str, StringConstraints(pattern=r"^(|\+\d{1,15})$")] = ""
    cost_per_minute: Annotated[float, Field(ge=0, le=1_000_000)]


class OutboundTrunkIn(_Shape):
    """`address`: a SIP address with `{number}` in it, empty for the carrier's own network."""

    address: Address = ""
    rates: Annotated[list[RateShape], Field(max_length=200)]
    is_out_of_service: bool = False

    @field_validator("rates")
    @classmethod
    def _each_once(cls, rates: list[RateShape]) -> list[RateShape]:
        if len({rate.prefix for rate in rates}) < len(rates):
            raise ValueError("A prefix is there twice.")
        return rates


class OutboundTrunkOut(OutboundTrunkIn):
    """A trunk as it is."""

    name: str


@route(
    bp, "GET", "/routing/outbound-trunks", permission=Permission.FLOWS_READ,
    returns=Page[OutboundTrunkOut], summary="By which trunks calls go out", tag="routing",
)  # fmt: skip
def list_outbound_trunks(_: Call) -> Page[OutboundTrunkOut]:
    """By name. Of those in service that reach a number the cheapest is taken."""
    return Page(items=[OutboundTrunkOut.model_validate(trunk) for trunk in calls.outbound_trunks()])


@route(
    bp, "PUT", "/routing/outbound-trunks/{name}", permission=Permission.FLOWS_WRITE, body=OutboundTrunkIn,
    returns=OutboundTrunkOut, summary="Add or change a trunk for calls out", tag="routing",
)  # fmt: skip
def put_outbound_trunk(call: Call) -> OutboundTrunkOut:
    """The next call out goes by it."""
    name = call.path["name"]
    rates = tuple(Rate(rate.prefix, rate.cost_per_minute) for rate in call.body.rates)
    wanted = OutboundTrunk(name, call.body.address, rates, call.body.is_out_of_service)
    before = _find(name)
    calls.define_outbound_trunk(wanted)
    shown = OutboundTrunkOut.model_validate(wanted)
    known = OutboundTrunkOut.model_validate(before).model_dump() if before else None
    people.audit(call.identity, "trunk.changed", f"trunk:{name}", known, shown.model_dump(), call.now)
    return shown


@route(
    bp, "DELETE", "/routing/outbound-trunks/{name}", permission=Permission.FLOWS_WRITE,
    summary="Remove a trunk for calls out", tag="routing",
)  # fmt: skip
def remove_outbound_trunk(call: Call) -> None:
    name = call.path["name"]
    before = _find(name)
    if before is None:
        raise NotFound(f"There is no trunk {name}.")
    calls.drop_outbound_trunk(name)
    known = OutboundTrunkOut.model_validate(before).model_dump()
    people.audit(call.identity, "trunk.removed", f"trunk:{name}", known, None, call.now)


def _find(name: str) -> OutboundTrunk | None:
    calls.forget_outbound_trunks()
    return next((trunk for trunk in calls.outbound_trunks() if trunk.name == name), None)
