"""The twelve steps of a call (ACD-26), read out of its log."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.contacts.events import Event, EventType, in_order
from chalicelib.values import dataclass


@dataclass(frozen=True)
class TraceStep:
    """One step; `at` is None when the call did not get there."""

    number: int
    type: EventType
    zh: str
    en: str
    at: datetime | None = None


_STEPS = (
    (EventType.CONTACT_STARTED, "来电到达交换机，取得主被叫号码", "Call reaches the switch, numbers taken"),
    (EventType.FLOW_COLLECTED, "IVR收集来电者的请求", "IVR collects what the caller wants"),
    (EventType.QUEUE_ENTERED, "ACD把号码和按键交给中间件", "ACD hands number and keys to the middleware"),
    (EventType.TASK_CREATED, "中间件转换并送达应用服务器", "Middleware sends them to the application server"),
    (EventType.RESERVATION_CREATED, "服务器执行路由，找到最佳座席", "Server routes and finds the best agent"),
    (EventType.ASSIGNMENT_RETURNED, "路由结果返回中间件", "Result returns to the middleware"),
    (EventType.SWITCH_INSTRUCTED, "中间件指示交换机", "Middleware tells the switch"),
    (EventType.AGENT_DIALLED, "交换机把来电转向座席分机", "Switch directs the call to the agent"),
    (EventType.AGENT_RINGING, "交换机报告接续完成", "Switch reports complete"),
    (EventType.SWITCH_CONFIRMED, "中间件报告接续成功", "Middleware reports success"),
    (EventType.POP_PUSHED, "来电提示和客户资料推送到座席", "Prompt and customer data reach the agent"),
    (EventType.TALK_STARTED, "通话开始写入轨迹", "Talk started is written to the trace"),
)

TRACE_STEPS: tuple[TraceStep, ...] = tuple(
    TraceStep(number, kind, zh, en) for number, (kind, zh, en) in enumerate(_STEPS, start=1)
)


def trace_of(events: Iterable[Event]) -> tuple[TraceStep, ...]:
    """The twelve steps with their times. When several agents were offered the call, steps 5 to 11 are
    those of the agent who took it, else of the last one offered; the other steps are their first."""
    ordered = in_order(events)
    offer = _offer(ordered)
    times: dict[EventType, datetime] = {}
    for event in ordered:
        if event.reservation_sid is None or event.reservation_sid == offer:
            times.setdefault(event.type, event.at)
    return tuple(TraceStep(s.number, s.type, s.zh, s.en, times.get(s.type)) for s in TRACE_STEPS)


def _offer(ordered: list[Event]) -> str | None:
    """The first offer that came to a talk, else that was accepted, else the last one made."""
    for kind in (EventType.TALK_STARTED, EventType.RESERVATION_ACCEPTED):
        for event in ordered:
            if event.type is kind and event.reservation_sid:
                return event.reservation_sid
    made = [event.reservation_sid for event in ordered if event.type is EventType.RESERVATION_CREATED]
    return made[-1] if made else None
