"""A contact's log as people read it: each event's name in both languages, and how long each part took."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.contacts.events import Event, EventType, in_order
from chalicelib.values import dataclass

TITLES: dict[EventType, tuple[str, str]] = {
    EventType.AGENT_SIGNED_IN: ("座席签入", "Agent signed in"),
    EventType.AGENT_ACTIVITY: ("座席状态变更", "Agent changed activity"),
    EventType.CONTACT_STARTED: ("来电", "Call arrived"),
    EventType.ENTRY_DECIDED: ("按名单或号码类型处理", "Decided by caller list or kind of number"),
    EventType.FLOW_COLLECTED: ("收集按键或语音", "Keys or speech collected"),
    EventType.FLOW_PATH: ("流程路径", "Path through the flow"),
    EventType.CUSTOMER_LINKED: ("关联客户", "Linked to a customer"),
    EventType.QUEUE_ENTERED: ("进入队列", "Entered the queue"),
    EventType.TASK_CREATED: ("创建任务", "Task created"),
    EventType.TASK_CANCELED: ("任务取消", "Task canceled"),
    EventType.CALL_PICKED_UP: ("代答", "Picked up by a colleague"),
    EventType.EXTENSION_CHOSEN: ("来电者选择分机", "Caller chose an extension"),
    EventType.RESERVATION_CREATED: ("分配座席", "Agent found"),
    EventType.ASSIGNMENT_RETURNED: ("分配结果返回", "Assignment returned"),
    EventType.SWITCH_INSTRUCTED: ("指示呼叫座席", "Carrier told to call the agent"),
    EventType.AGENT_DIALLED: ("正在呼叫座席", "Agent dialled"),
    EventType.AGENT_RINGING: ("座席振铃", "Agent's phone rings"),
    EventType.SWITCH_CONFIRMED: ("接续确认", "Connection confirmed"),
    EventType.POP_PUSHED: ("弹屏", "Customer data on screen"),
    EventType.RESERVATION_TIMEOUT: ("座席未应答", "Agent did not answer"),
    EventType.RESERVATION_REJECTED: ("座席拒接", "Agent declined"),
    EventType.RESERVATION_CANCELED: ("分配取消", "Offer withdrawn"),
    EventType.AGENT_ANSWERED: ("座席应答", "Agent answered"),
    EventType.RESERVATION_ACCEPTED: ("座席接受", "Agent accepted"),
    EventType.QUEUE_LEFT: ("离开队列", "Left the queue"),
    EventType.CALLBACK_ASKED: ("预约回电", "Asked to be called back"),
    EventType.CALLBACK_DIALLED: ("回拨客户", "Customer dialled"),
    EventType.CALLBACK_ANSWERED: ("客户接听回电", "Customer answered"),
    EventType.CALLBACK_FAILED: ("回电未接通", "Customer not reached"),
    EventType.TALK_STARTED: ("开始通话", "Talk started"),
    EventType.HOLD_STARTED: ("保持", "Put on hold"),
    EventType.HOLD_ENDED: ("恢复通话", "Taken off hold"),
    EventType.TICKET_FILED: ("登记工单", "Ticket filed"),
    EventType.NOTE_SAVED: ("保存备注", "Note saved"),
    EventType.CALL_ENDED: ("通话结束", "Talk ended"),
    EventType.RESERVATION_WRAPPING: ("座席进入话后", "Agent wraps up"),
    EventType.WRAPUP_STARTED: ("话后整理开始", "Wrap-up started"),
    EventType.VOICEMAIL_LEFT: ("客户留言", "Message left"),
    EventType.CONTACT_ENDED: ("来电结束", "Contact ended"),
    EventType.RECORDING_READY: ("录音就绪", "Recording ready"),
    EventType.FAX_SENT: ("传真已送达", "Fax sent"),
    EventType.FAX_FAILED: ("传真发送失败", "Fax failed"),
    EventType.CONTACT_DISPOSED: ("小结", "Disposition given"),
    EventType.WRAPUP_ENDED: ("话后整理结束", "Wrap-up ended"),
    EventType.RESERVATION_COMPLETED: ("任务完成", "Reservation completed"),
    EventType.AGENT_SIGNED_OUT: ("座席签出", "Agent signed out"),
}


@dataclass(frozen=True)
class Durations:
    """Seconds of each part of a contact. Hold is not part of talk; a part still open counts to `until`."""

    wait_seconds: float = 0.0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrap_up_seconds: float = 0.0


def durations(events: Iterable[Event], until: datetime) -> Durations:
    """How long the contact waited, talked, was held and was wrapped up, all agents together."""
    told = in_order(events)
    joined = _between(told, until, EventType.TALK_STARTED, EventType.CALL_ENDED)
    held = _between(told, until, EventType.HOLD_STARTED, EventType.HOLD_ENDED, EventType.CALL_ENDED)
    return Durations(
        wait_seconds=_between(told, until, EventType.QUEUE_ENTERED, EventType.QUEUE_LEFT),
        talk_seconds=max(joined - held, 0.0),
        hold_seconds=held,
        wrap_up_seconds=_between(told, until, EventType.WRAPUP_STARTED, EventType.WRAPUP_ENDED),
    )


def _between(told: list[Event], until: datetime, begins: EventType, *ends: EventType) -> float:
    """Seconds inside the stretches from `begins` to the first of `ends`."""
    total, opened = 0.0, None
    for event in told:
        if opened is not None and event.type in ends:
            total += (event.at - opened).total_seconds()
            opened = None
        elif opened is None and event.type is begins:
            opened = event.at
    if opened is not None:
        total += max((until - opened).total_seconds(), 0.0)
    return total
