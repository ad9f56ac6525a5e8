"""Taking the tasks that wait through a workflow that was changed."""

from datetime import datetime

from chalicelib.routing.catalogue import forget_catalogue, workflow_named
from chalicelib.routing.model import Outcome, TaskStatus
from chalicelib.routing.queries import queues, waiting_tasks
from chalicelib.routing.state import find_task
from chalicelib.routing.steps import start_over


def re_evaluate_tasks(workflow_sid: str, now: datetime) -> Outcome:
    """Every task of the workflow that waits begins it anew: other filters and targets may now be for it, or
    none, and then it is canceled. What is offered or with an agent stays. Invalid for no such workflow.

    Doing it again begins again; a crash in between leaves the tasks that it had not come to at their step.
    """
    forget_catalogue()
    workflow_named(workflow_sid)
    waiting = [task for queue in queues() for task in waiting_tasks(queue.sid)]
    outcome = Outcome()
    for sid in dict.fromkeys(task.sid for task in waiting if task.workflow_sid == workflow_sid):
        # Those before it may have been given the agent it was waiting for, or it may have left meanwhile.
        task = find_task(sid)
        if task is not None and task.status is TaskStatus.PENDING:
            outcome += start_over(task, now)
    return outcome
