"""TaskRouter's REST resources over routing: the official clients work with ours as their base URL.

publish(images, now)          a batch of the log's stream: events for the workspace's EventCallbackUrl, and
                              questions to the workflows' AssignmentCallbackUrl
read_document(json), plan(definitions), take_in(definitions, now), as_text(ours())     whole workspaces
ask(payload, now), tell(payload, now)      the jobs ASK_JOB and TELL_JOB
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.taskrouter.assignment import JOB as ASK_JOB
    from chalicelib.taskrouter.assignment import ask
    from chalicelib.taskrouter.event_callbacks import JOB as TELL_JOB
    from chalicelib.taskrouter.event_callbacks import forget_workspace, publish, publish_events, tell
    from chalicelib.taskrouter.exchange import Definitions, as_text, ours, read_document
    from chalicelib.taskrouter.taking_in import Action, Plan, Step, plan, take_in

__all__ = [
    "ASK_JOB",
    "TELL_JOB",
    "Action",
    "Definitions",
    "Plan",
    "Step",
    "as_text",
    "ask",
    "forget_workspace",
    "ours",
    "plan",
    "publish",
    "publish_events",
    "read_document",
    "take_in",
    "tell",
]
