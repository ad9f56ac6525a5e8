"""Live calls: from the flow's queue to the agent's ear, hold, hang-up, wrap-up, recordings, trunks.

For the flow (ivr):
    calls.arrival(params) -> Arrival            access, trunk, gateway, span, is_overflow of an incoming call
    calls.enqueue(contact_id, queue= | workflow_sid=, attributes, priority, keys, language, return_url, step,
                  now) -> queue name            wait_url is webhook_url("/voice/queue/wait", c=contact_id)
    calls.caller_gone(contact_id, now, is_self_served=...)      the call has ended
    calls.leave_queue(contact_id, "flow", now)  take a caller out of the queue -> (has_left, Outcome to run)
    voicemail: recording callback webhook_url("/voice/recording", c=contact_id, kind="voicemail")
For the desk:
    run(outcome, now), hold, hang_up, finish_wrap_up, save_draft, decline
For app.py:
    calls.webhooks.bp                           blueprint with the carrier's addresses
    calls.on_timer(timer, now)                  for every kind in routing.TIMER_KINDS
    calls.fetch_recording(payload, now)         job kind calls.FETCH_JOB
    calls.reconcile(now)                        every minute
"""

from chalicelib.calls.arrival import arrival
from chalicelib.calls.caller_gone import caller_gone
from chalicelib.calls.enqueue import enqueue
from chalicelib.calls.gateway_store import define_gateway, forget_gateways, gateways
from chalicelib.calls.hang_up import hang_up
from chalicelib.calls.hold import hold
from chalicelib.calls.leave_queue import leave_queue
from chalicelib.calls.leg import Leg, LegState, Party
from chalicelib.calls.reconcile import reconcile
from chalicelib.calls.recording import FETCH_JOB, fetch_recording
from chalicelib.calls.run import run
from chalicelib.calls.screen import card, customer_of, note_pop, offer_message, worker_topic
from chalicelib.calls.store import find_leg
from chalicelib.calls.timers import on_timer
from chalicelib.calls.trunks import Arrival, Gateway, GatewayKind, Span, SpanUsage, usage
from chalicelib.calls.voicemail_store import find_voicemail, mark, voicemails
from chalicelib.calls.voicemails import Voicemail, VoicemailStatus
from chalicelib.calls.wrap_up import finish_wrap_up, note_completed, save_draft

__all__ = [
    "FETCH_JOB",
    "Arrival",
    "Gateway",
    "GatewayKind",
    "Leg",
    "LegState",
    "Party",
    "Span",
    "SpanUsage",
    "Voicemail",
    "VoicemailStatus",
    "arrival",
    "caller_gone",
    "card",
    "customer_of",
    "define_gateway",
    "enqueue",
    "fetch_recording",
    "find_leg",
    "find_voicemail",
    "finish_wrap_up",
    "forget_gateways",
    "gateways",
    "hang_up",
    "hold",
    "leave_queue",
    "mark",
    "note_completed",
    "note_pop",
    "offer_message",
    "on_timer",
    "reconcile",
    "run",
    "save_draft",
    "usage",
    "voicemails",
    "worker_topic",
]
