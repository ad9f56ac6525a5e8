"""Words of the reports in both languages: titles, columns and the formula beside each figure."""

from typing import Literal

Language = Literal["zh-CN", "en"]

_TEXTS: dict[str, tuple[str, str]] = {
    "day": ("日报", "Day report"),
    "traffic_trunk": ("中继话务统计", "Traffic by trunk"),
    "traffic_queue": ("队列话务统计", "Traffic by queue"),
    "traffic_agent": ("座席话务统计", "Traffic by agent"),
    "traffic_node": ("IVR 节点统计", "Traffic by IVR node"),
    "summary": ("总览", "Summary"),
    "queues": ("队列", "Queues"),
    "agents": ("座席", "Agents"),
    "hours": ("分时话务", "Calls by hour"),
    "nodes": ("IVR 节点进入次数", "Entries into IVR nodes"),
    "calls": ("通话明细", "Call detail"),
    "operations": ("座席操作明细", "Agent operations"),
    "traffic": ("话务", "Traffic"),
    "queue": ("队列", "Queue"),
    "agent": ("座席", "Agent"),
    "slot": ("时段", "Slot"),
    "trunk": ("中继", "Trunk"),
    "node": ("节点", "Node"),
    "entries": ("进入次数", "Entries"),
    "inbound": ("呼入电话数", "Inbound calls"),
    "talks": ("通话数量", "Talks"),
    "average_wait_seconds": ("平均等待时长", "Average wait"),
    "longest_wait_seconds": ("最长排队等待", "Longest wait"),
    "average_talk_seconds": ("平均通话时长", "Average talk"),
    "answer_speed_seconds": ("应答速度", "Answer speed"),
    "abandoned": ("总放弃电话数", "Abandoned"),
    "counted_abandoned": ("统计放弃电话数", "Counted abandoned"),
    "abandonment_rate": ("放弃率", "Abandonment rate"),
    "average_abandon_seconds": ("平均放弃时长", "Average abandon time"),
    "rona": ("RONA 次数", "RONA"),
    "answered_in_time": ("时限内应答", "Answered in time"),
    "service_level_of_talks": ("服务水平(按通话)", "Service level of talks"),
    "service_level_of_inbound": ("服务水平(按呼入)", "Service level of inbound"),
    "left_message": ("转留言", "Left a message"),
    "login_seconds": ("登录时长", "Logged in"),
    "inbound_seconds": ("呼入时长", "Inbound time"),
    "outbound_seconds": ("呼出时长", "Outbound time"),
    "aux_seconds": ("AUX 时间", "AUX time"),
    "idle_seconds": ("空闲时间", "Idle time"),
    "offers": ("分配次数", "Offers"),
    "holds": ("保持次数", "Holds"),
    "average_hold_seconds": ("平均保持时长", "Average hold"),
    "wrap_ups": ("后处理次数", "After-call works"),
    "average_wrap_up_seconds": ("平均后处理时间", "Average after-call work"),
    "aux_count": ("AUX 次数", "AUX count"),
    "contact_id": ("联络编号", "Contact"),
    "started_at": ("开始时间", "Started"),
    "from_number": ("主叫号码", "Calling number"),
    "to_number": ("被叫号码", "Called number"),
    "wait_seconds": ("等待", "Wait"),
    "talk_seconds": ("通话", "Talk"),
    "duration_seconds": ("总时长", "Duration"),
    "leave_type": ("离开方式", "Left as"),
    "disposition": ("处理结果", "Disposition"),
    "at": ("时间", "Time"),
    "operation": ("操作", "Operation"),
    "detail": ("说明", "Detail"),
    "calls_count": ("呼叫数", "Calls"),
    "queued": ("转人工", "Asked for an agent"),
    "answered": ("人工接听", "Answered"),
    "self_served_count": ("自助完成", "Self-served"),
    "left.self_served": ("自助服务后离开", "self-served"),
    "left.served_by_agent": ("人工服务后离开", "served by an agent"),
    "left.abandoned": ("主动放弃", "gave up"),
    "connection_rate": ("接通率", "Answer rate"),
    "total": ("合计", "Total"),
    "left.unfinished": ("进行中", "in progress"),
    "agent.signed_in": ("登录", "signed in"),
    "agent.signed_out": ("登出", "signed out"),
    "agent.activity": ("状态变更", "changed activity"),
    "reservation.created": ("来电分配", "offered"),
    "reservation.accepted": ("接听", "answered"),
    "reservation.rejected": ("拒接", "declined"),
    "reservation.timeout": ("RONA(未接转移)", "RONA"),
    "reservation.canceled": ("来电取消", "offer canceled"),
    "reservation.wrapping": ("开始后处理", "after-call work began"),
    "reservation.completed": ("完成", "completed"),
    "hold.started": ("保持", "hold"),
    "hold.ended": ("恢复", "resumed"),
    "ready": ("示闲", "ready"),
    "busy": ("示忙", "busy"),
    "short_break": ("小休", "short break"),
    "meeting": ("会议", "meeting"),
    "offline": ("下线", "offline"),
    "lease_expired": ("连接中断", "connection lost"),
    "queue_chart": ("各队列呼入与接听", "Inbound and answered by queue"),
    "wait_chart": ("各队列等待时长(秒)", "Waits by queue (seconds)"),
    "hour_chart": ("分时呼叫量", "Calls by hour"),
    "agent_chart": ("座席时间构成(秒)", "Agents' time (seconds)"),
    "leave_chart": ("离开方式构成", "How callers left"),
    "traffic_chart": ("话务量", "Traffic"),
    "yes": ("是", "yes"),
}

_FORMULAS: dict[str, tuple[str, str]] = {
    "inbound": ("进入队列的客户数", "Callers who entered the queue"),
    "talks": ("队列中被座席接起的全部电话", "Calls of the queue picked up by agents"),
    "average_wait_seconds": (
        "从进入队列到座席应答的时间的平均值(仅已应答)",
        "Mean of queue entry to an agent's answer, answered calls only",
    ),
    "longest_wait_seconds": (
        "最长的一次排队等待,含应答与放弃",
        "The longest wait, answered and abandoned calls alike",
    ),
    "average_talk_seconds": ("通话总时长 ÷ 通话数量", "Total talk time ÷ talks"),
    "answer_speed_seconds": (
        "从座席振铃到接起的平均时间(不是排队等待)",
        "Mean of ring at the agent to pick-up (not the wait in the queue)",
    ),
    "abandoned": ("客户在队列中放弃的全部电话", "All calls given up by callers in the queue"),
    "counted_abandoned": (
        "放弃电话,不含在短放弃时限({short} 秒)内挂断的",
        "Abandoned calls, those within the short-abandon time ({short} s) left out",
    ),
    "abandonment_rate": ("统计放弃电话数 ÷ 呼入电话数", "Counted abandoned ÷ inbound calls"),
    "average_abandon_seconds": (
        "全部放弃电话的等待时间之和 ÷ 全部放弃电话数(含短放弃)",
        "Sum of waits of all abandoned calls ÷ their number, short ones included",
    ),
    "rona": ("规定秒数内未接起而转给其他座席的次数", "Offers not answered in the ring time and passed on"),
    "answered_in_time": ("等待不超过服务水平时限({level} 秒)的应答数", "Answered within {level} s"),
    "service_level_of_talks": ("时限内应答 ÷ 通话数量", "Answered in time ÷ talks"),
    "service_level_of_inbound": ("时限内应答 ÷ 呼入电话数", "Answered in time ÷ inbound calls"),
    "login_seconds": ("登录时段之和", "Sum of signed-in time"),
    "inbound_seconds": (
        "从接起到完成的时间之和,后处理计入该通电话",
        "Sum of pick-up to completion; after-call work counts with its call",
    ),
    "idle_seconds": (
        "登录时长 − 呼入时长 − 呼出时长 − AUX 时间",
        "Logged in − inbound − outbound − AUX time",
    ),
    "aux_seconds": ("示忙、小休与会议的时间之和", "Sum of busy, short break and meeting"),
    "aux_count": ("暂停次数,不含话后处理", "Number of pauses, after-call work left out"),
    "holds": ("按下保持的次数", "Presses of Hold"),
    "average_hold_seconds": ("保持总时长 ÷ 保持次数", "Total hold time ÷ holds"),
    "average_wrap_up_seconds": ("后处理总时长 ÷ 后处理次数", "Total after-call work ÷ after-call works"),
    "connection_rate": ("人工接听 ÷ 转人工", "Answered ÷ asked for an agent"),
}


def text(key: str, language: Language) -> str:
    """The word for `key`; a name that is data (a number, a flow's widget) stands as it is."""
    pair = _TEXTS.get(key)
    return key if pair is None else pair[0 if language == "zh-CN" else 1]


def formula(key: str, language: Language, *, level: float = 20, short: float = 5) -> str | None:
    """The formula of a figure with its parameters, or None where the name says it all."""
    pair = _FORMULAS.get(key)
    if pair is None:
        return None
    return pair[0 if language == "zh-CN" else 1].format(level=f"{level:g}", short=f"{short:g}")
