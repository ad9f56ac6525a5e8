"""A SIP user agent of our own (RFC 3261): calls in, calls out, registrations."""

from sandbox.carrier.sip.agent import TrunkOptions
from sandbox.carrier.sip.leg import SipLeg
from sandbox.carrier.sip.timers import Timers
from sandbox.carrier.sip.trunk import OnInvite, SipTrunk

__all__ = ["OnInvite", "SipLeg", "SipTrunk", "Timers", "TrunkOptions"]
