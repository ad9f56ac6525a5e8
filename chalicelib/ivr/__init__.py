"""Call flows: Twilio Studio definitions that run here, and the path each caller took.

    ivr.publish(name, document, now, bindings=, secrets=)    a new revision of a flow
    ivr.validate(document)                                   what keeps it from being published
    ivr.put_number(Number(...)), ivr.put_calendar(Calendar(...))     which flow answers when
    ivr.install_shipped(now)                                 the flows, number and calendar of ivr_twiml/
    ivr.path(contact_id)                                     (flow, visits) of one call
    ivr.end_lost(contact_id, now)                            for calls.reconcile: a caller has gone unheard
    ivr.close_ended(now)                                     every minute: flows whose end nobody told us
    ivr.ask_on(payload, now)                                 the job of ASK_JOB: an answer that takes its time
    ivr.on_timer(timer, now)                                 each of TIMER_KINDS: replies that do not come
    ivr.node_counts(start, end)                              how often each node was entered
Blueprints `bp` of webhooks, api, editing.api, outreach.webhooks and studio.api.
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.ivr.answering import path
    from chalicelib.ivr.closing import close_ended, end_lost
    from chalicelib.ivr.definition import Flow, flow_sid, read_flow
    from chalicelib.ivr.entry import Calendar, Hours, Number, NumberKind, Period, period_at
    from chalicelib.ivr.entry_store import (
        calendar_named,
        calendars,
        find_number,
        numbers,
        put_calendar,
        put_number,
    )
    from chalicelib.ivr.faults import FlowProblem
    from chalicelib.ivr.flow_store import FlowLine, flow_lines, latest_flow
    from chalicelib.ivr.journal import Entry, NodeVisit
    from chalicelib.ivr.node_counts import NodeCount, node_counts
    from chalicelib.ivr.outreach.waiting import TIMER_KINDS, on_timer
    from chalicelib.ivr.publish import publish
    from chalicelib.ivr.shipped import install_shipped
    from chalicelib.ivr.telling import ASK_JOB, ask_on
    from chalicelib.ivr.validation import validate
    from chalicelib.ivr.widgets.behaviour import Ended, NodeKind

__all__ = [
    "ASK_JOB",
    "TIMER_KINDS",
    "Calendar",
    "Ended",
    "Entry",
    "Flow",
    "FlowLine",
    "FlowProblem",
    "Hours",
    "NodeCount",
    "NodeKind",
    "NodeVisit",
    "Number",
    "NumberKind",
    "Period",
    "ask_on",
    "calendar_named",
    "calendars",
    "close_ended",
    "end_lost",
    "find_number",
    "flow_lines",
    "flow_sid",
    "install_shipped",
    "latest_flow",
    "node_counts",
    "numbers",
    "on_timer",
    "path",
    "period_at",
    "publish",
    "put_calendar",
    "put_number",
    "read_flow",
    "validate",
]
