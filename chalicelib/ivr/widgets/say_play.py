"""say-play: let the caller hear something.

The carrier comes back when it has been heard (as Studio does it), so the journal knows who listened to the
end and who hung up in the middle.
"""

from chalicelib.carrier import Redirect
from chalicelib.ivr.widgets.behaviour import Behaviour, Go, News, NodeKind, Outcome, Visit, Wait


def enter(visit: Visit) -> Outcome:
    prompts = visit.prompts()
    if not prompts:
        return Go("audioComplete")
    return Wait((*prompts, Redirect(visit.return_url)))


def resume(_: Visit) -> Outcome:
    return Go("audioComplete")


BEHAVIOUR = Behaviour(NodeKind.ANNOUNCEMENT, enter, resume, news={"audioComplete": News()})
