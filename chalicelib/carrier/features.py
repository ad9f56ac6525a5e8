"""What not every carrier has. A center names what its own lacks; a flow that needs it is refused in time."""

from enum import StrEnum

from chalicelib.aws.settings import settings


class Feature(StrEnum):
    """Something that a carrier may lack, by the TwiML it is asked for with."""

    STREAM = "stream"
    SIPREC = "siprec"
    PAY = "pay"
    VIRTUAL_AGENT = "virtual_agent"
    CONVERSATION_RELAY = "conversation_relay"
    SIM = "sim"


def lacking() -> frozenset[Feature]:
    """What this center's carrier does not have."""
    return frozenset(Feature(name) for name in settings().carrier_lacks)
