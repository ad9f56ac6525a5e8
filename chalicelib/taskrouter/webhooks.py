"""What the carrier tells of a call that an instruction placed for a task from outside."""

from contextlib import suppress

from chalice import Blueprint

from chalicelib import routing
from chalicelib.carrier import WebhookRequest, status_webhook
from chalicelib.problems import Conflict, NotFound
from chalicelib.taskrouter.callback_post import post

bp = Blueprint(__name__)
FORWARD_SECONDS = 5


@status_webhook(bp, "/taskrouter/call-status")
def call_status(request: WebhookRequest) -> None:
    """The worker picked up, so the reservation (`r`) is accepted; whoever asked to be told (`u`) is."""
    if request.params.get("CallStatus") == "in-progress":
        with suppress(Conflict, NotFound):  # it ran out, or was accepted over the API
            routing.accept(request.query["r"], request.now)
    if url := request.query.get("u"):
        post(url, request.params, FORWARD_SECONDS)
