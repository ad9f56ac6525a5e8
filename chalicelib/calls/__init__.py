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
    calls.pick_up(contact_id, worker_sid, now, rings_at=..., anywhere=...) -> reservation sid
    calls.callbacks(statuses), calls.cancel_callback(callback_id, why, now)
For app.py:
    calls.webhooks.bp                           blueprint with the carrier's addresses
    calls.on_timer(timer, now)                  for every kind in calls.TIMER_KINDS
    calls.fetch_recording(payload, now)         job kind calls.FETCH_JOB
    calls.reconcile(now)                        every minute
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.calls.arrival import arrival
    from chalicelib.calls.callback import OPEN as OPEN_CALLBACKS
    from chalicelib.calls.callback import Callback, CallbackStatus
    from chalicelib.calls.callback_store import callbacks, fetch_callback
    from chalicelib.calls.caller_gone import caller_gone
    from chalicelib.calls.enqueue import enqueue
    from chalicelib.calls.estimate import whole_minutes
    from chalicelib.calls.gateway_store import define_gateway, forget_gateways, gateways
    from chalicelib.calls.hang_up import hang_up
    from chalicelib.calls.hold import hold
    from chalicelib.calls.leave_queue import leave_queue
    from chalicelib.calls.leg import Leg, LegState, Party
    from chalicelib.calls.outbound import OutboundTrunk, Rate
    from chalicelib.calls.outbound_store import (
        define_outbound_trunk,
        drop_outbound_trunk,
        forget_outbound_trunks,
        outbound_trunks,
    )
    from chalicelib.calls.own import own_story
    from chalicelib.calls.pace import agents_at_work, expected_wait, forget_pace
    from chalicelib.calls.pick_up import pick_up
    from chalicelib.calls.reconcile import reconcile
    from chalicelib.calls.recording import FETCH_JOB, fetch_recording
    from chalicelib.calls.ring_back import cancel_callback
    from chalicelib.calls.run import run
    from chalicelib.calls.screen import card, customer_of, offer_message, worker_topic
    from chalicelib.calls.screen_pop import pop
    from chalicelib.calls.screen_schemas import PopOut
    from chalicelib.calls.store import find_leg, leg_in
    from chalicelib.calls.timers import TIMER_KINDS, on_timer
    from chalicelib.calls.trunks import Arrival, Gateway, GatewayKind, Span, SpanUsage, usage
    from chalicelib.calls.voicemail_store import find_voicemail, mark, voicemails
    from chalicelib.calls.voicemails import Voicemail, VoicemailStatus
    from chalicelib.calls.wrap_up import finish_wrap_up, note_completed, save_draft

__all__ = [
    "FETCH_JOB",
    "OPEN_CALLBACKS",
    "TIMER_KINDS",
    "Arrival",
    "Callback",
    "CallbackStatus",
    "Gateway",
    "GatewayKind",
    "Leg",
    "LegState",
    "OutboundTrunk",
    "Party",
    "PopOut",
    "Rate",
    "Span",
    "SpanUsage",
    "Voicemail",
    "VoicemailStatus",
    "agents_at_work",
    "arrival",
    "callbacks",
    "caller_gone",
    "cancel_callback",
    "card",
    "customer_of",
    "define_gateway",
    "define_outbound_trunk",
    "drop_outbound_trunk",
    "enqueue",
    "expected_wait",
    "fetch_callback",
    "fetch_recording",
    "find_leg",
    "find_voicemail",
    "finish_wrap_up",
    "forget_gateways",
    "forget_outbound_trunks",
    "forget_pace",
    "gateways",
    "hang_up",
    "hold",
    "leave_queue",
    "leg_in",
    "mark",
    "note_completed",
    "offer_message",
    "on_timer",
    "outbound_trunks",
    "own_story",
    "pick_up",
    "pop",
    "reconcile",
    "run",
    "save_draft",
    "usage",
    "voicemails",
    "whole_minutes",
    "worker_topic",
]
