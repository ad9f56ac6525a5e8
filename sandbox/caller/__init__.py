"""A caller that follows a script, over real SIP: to try a center, or a trunk, without a telephone."""

from sandbox.caller.caller import Outcome, call
from sandbox.caller.script import BadScript, parse_script

__all__ = ["BadScript", "Outcome", "call", "parse_script"]
