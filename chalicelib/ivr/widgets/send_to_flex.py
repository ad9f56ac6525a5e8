"""send-to-flex: wait for an agent of a workflow; Studio's other spelling of enqueue-call."""

from chalicelib.ivr.widgets.behaviour import Behaviour, NodeKind, Outcome, Visit
from chalicelib.ivr.widgets.queueing import NEWS, come_back, hand_over


def enter(visit: Visit) -> Outcome:
    return hand_over(
        visit,
        queue=None,
        workflow_sid=visit.text("workflow") or None,
        attributes=visit.text("attributes"),
        wait_url=visit.text("waitUrl"),
    )


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, come_back, news=NEWS)
