"""The verbs of TwiML, one module each. A verb says what follows: a request, an ending, or nothing."""

from collections.abc import Awaitable, Callable

from sandbox.carrier.twiml.document import Element
from sandbox.carrier.twiml.request import Next
from sandbox.carrier.twiml.runner import Scope
from sandbox.carrier.twiml.verbs.dial import dial
from sandbox.carrier.twiml.verbs.enqueue import enqueue
from sandbox.carrier.twiml.verbs.gather import gather
from sandbox.carrier.twiml.verbs.hangup import hangup
from sandbox.carrier.twiml.verbs.leave import leave
from sandbox.carrier.twiml.verbs.pause import pause
from sandbox.carrier.twiml.verbs.play import play
from sandbox.carrier.twiml.verbs.record import record
from sandbox.carrier.twiml.verbs.redirect import redirect
from sandbox.carrier.twiml.verbs.reject import reject
from sandbox.carrier.twiml.verbs.say import say

Verb = Callable[[Scope, Element], Awaitable[Next]]

VERBS: dict[str, Verb] = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Record": record,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Leave": leave,
    "Enqueue": enqueue,
    "Dial": dial,
}
