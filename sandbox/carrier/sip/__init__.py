"""A SIP user agent of our own (RFC 3261): calls in, calls out, registrations."""

from sandbox.carrier.sip.trunk import OnInvite, SipLeg, SipTrunk, TrunkOptions

__all__ = ["OnInvite", "SipLeg", "SipTrunk", "TrunkOptions"]
