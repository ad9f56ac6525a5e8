"""TaskRouter's REST resources over routing: the official clients work with ours as their base URL.

publish(images, now)          a batch of the log's stream: events for the workspace's EventCallbackUrl, and
                              questions to the workflows' AssignmentCallbackUrl
ask(payload, now), tell(payload, now)      the jobs ASK_JOB and TELL_JOB
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.taskrouter.assignment import JOB as ASK_JOB
    from chalicelib.taskrouter.assignment import ask
    from chalicelib.taskrouter.event_callbacks import JOB as TELL_JOB
    from chalicelib.taskrouter.event_callbacks import forget_workspace, publish, publish_events, tell

__all__ = ["ASK_JOB", "TELL_JOB", "ask", "forget_workspace", "publish", "publish_events", "tell"]
