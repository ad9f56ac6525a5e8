"""run-subflow: run another flow on the same call, then go on with its variables.

Which revision is asked once and kept with the execution, so the call finishes on what it began with.
"""

from chalicelib.ivr.effects import FindSubflow
from chalicelib.ivr.widgets.answers import answered, fields_of, outputs_of, succeeded
from chalicelib.ivr.widgets.behaviour import Ask, Behaviour, Ended, Enter, Go, NodeKind, Outcome, Visit


def enter(visit: Visit) -> Outcome:
    return Ask(FindSubflow(visit.text("flow_sid"), visit.text("flow_revision", "LatestPublished")))


def resume(visit: Visit) -> Outcome:
    outputs = outputs_of(visit.given)
    if not succeeded(visit.given, limit=300):
        return Go("failed", outputs, ended=Ended.ERROR_PROMPT)
    found = fields_of(visit.given)
    if "revision" not in found:
        return Go("completed", found)
    return Enter(str(found["sid"]), int(found["revision"]), dict(visit.pairs("parameters")))


NEWS = {"completed": answered(200), "failed": answered(404)}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION, enter, resume, news=NEWS)
