"""enqueue-call: wait for an agent of a queue or workflow."""

from chalicelib.ivr.widgets.behaviour import Behaviour, NodeKind, Outcome, Visit
from chalicelib.ivr.widgets.queueing import NEWS, come_back, hand_over


def enter(visit: Visit) -> Outcome:
    return hand_over(
        visit,
        queue=visit.text("queue_name") or None,
        workflow_sid=visit.text("workflow_sid") or None,
        attributes=visit.text("task_attributes"),
        wait_url=visit.text("wait_url"),
    )


BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, come_back, news=NEWS)
