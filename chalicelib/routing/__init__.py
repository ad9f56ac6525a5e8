"""Queueing in TaskRouter's model: workflows, task queues, workers and reservations, exact under concurrency.

Every command takes the clock as `now` and is idempotent by its own key. The ones that may make or end offers
answer with an Outcome: for each assignment ring the agent, for each dropped offer hang that agent's leg up.

    create_task(task_sid, *, contact_id, workflow_sid=None, queue=None, attributes, priority=0,
                timeout_seconds=86400, channel="voice", now) -> Outcome
    cancel_task(task_sid, reason, now) -> Outcome
    pick_up(task_sid, worker_sid, now, *, rings_at=None) -> Outcome      call pick-up; Conflict `taken`
    accept(reservation_sid, now) -> Reservation           Conflict when it is no longer pending
    reject(reservation_sid, reason, now) -> Outcome
    wrap_up(reservation_sid, now) -> Reservation
    finish(reservation_sid, now) -> Outcome
    set_activity(worker_sid, activity, reason, now) -> Outcome
    set_next_activity(worker_sid, activity | None, now) -> Worker
    set_capacity(worker_sid, {"voice": 1, "chat": 1}, now) -> Outcome     which channels it takes
    rename_worker(sid, friendly_name, now)
    save_activity(AddedActivity)                          drop_activity(sid): for `skip_if`
    prioritize(TaskOrder)                                 which queues are served first, FIFO or LIFO
    lines() -> tuple of names                             the channels that have lines of their own
    define_channel(name, now) -> Outcome                  delete_channel(name, now): further ones
    renew_lease(worker_sid, now) -> Outcome               end_lease(worker_sid, now) -> Outcome
    shorten_lease(worker_sid, until)                      remind_if_overdue(worker_sid, now)
    fire(timer, now) -> Outcome                           for the kinds in TIMER_KINDS
    sweep(now) -> Outcome                                 once a minute: matches what a crash left unmatched
    position(task_sid, now) -> Position                   queue_depths() -> dict[name, QueueDepth]
    queue_for(workflow_sid, queue, attributes) -> name    where such a task would wait, before it is made
    worker(sid, log=()) -> Worker                               workers() -> list[Worker]
    task(sid), reservation(sid), reservations_of(worker_sid), queues() -> list[TaskQueue]
    reservation_status(contact_id, sid) -> ReservationStatus     in one read, of the log
    update_task(task_sid, *, attributes=None, priority=None, enqueued_at=None, channel=None, now) -> Outcome
    re_evaluate_tasks(workflow_sid, now) -> Outcome       who waits begins the changed workflow anew
    open_tasks() -> list[Task]                            waiting_tasks(queue_sid) -> list[Task]
    matches(expression, attributes) -> bool               raises ExpressionError
    is_for(queue, attributes) -> bool                     whether such a worker serves it
    delete_queue(sid, now), delete_workflow(sid), delete_worker(sid, now)  Conflict while in use
    interruptions() -> rules       define_interruptions(rules, now) -> Outcome      what may interrupt what
    interruptions() -> rules       define_interruptions(rules, now) -> Outcome      what may interrupt what
    define_queue(TaskQueue, now), define_workflow(WorkflowDefinition), define_worker(sid, friendly_name,
                attributes, now)                          upserts
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.routing.added_channels import define_channel, delete_channel
    from chalicelib.routing.cancel import cancel_task
    from chalicelib.routing.catalogue import AddedActivity, drop_activity, lines, prioritize, save_activity
    from chalicelib.routing.channels import ALIASES, CALLBACK, LINES
    from chalicelib.routing.clocks import LEASE_SECONDS, READY_LEASE_SECONDS, TIMER_KINDS
    from chalicelib.routing.definitions import (
        define_queue,
        define_worker,
        define_workflow,
        is_for,
        set_capacity,
    )
    from chalicelib.routing.expression import ExpressionError, matches
    from chalicelib.routing.fire import fire, sweep
    from chalicelib.routing.interruptions import define_interruptions, interruptions
    from chalicelib.routing.model import (
        VOICE,
        ActivityName,
        Assignment,
        Canceled,
        Dropped,
        Outcome,
        Position,
        QueueDepth,
        Reservation,
        ReservationStatus,
        Task,
        TaskQueue,
        TaskStatus,
        Worker,
        WorkerState,
        WorkflowDefinition,
        WrapUpRule,
        activity_sid,
    )
    from chalicelib.routing.offers import reject
    from chalicelib.routing.outside import is_foreign
    from chalicelib.routing.pick_up import pick_up
    from chalicelib.routing.policy import (
        USUAL_OPTIONS,
        Enterprise,
        Overflow,
        Precedence,
        Preference,
        Shortage,
        Site,
        Strategy,
        TaskOrder,
        Tier,
        WaitChoice,
        WaitOption,
    )
    from chalicelib.routing.presence import (
        end_lease,
        remind_if_overdue,
        renew_lease,
        set_activity,
        set_next_activity,
        shorten_lease,
    )
    from chalicelib.routing.queries import (
        open_tasks,
        position,
        queue_depths,
        queue_for,
        queues,
        reservation,
        reservation_status,
        reservations_of,
        task,
        waiting_tasks,
        worker,
        worker_named,
        workers,
        workflows,
    )
    from chalicelib.routing.queue_form import queue_of
    from chalicelib.routing.re_evaluate import re_evaluate_tasks
    from chalicelib.routing.rename import rename_worker
    from chalicelib.routing.reservations import accept, finish, wrap_up
    from chalicelib.routing.retire import delete_queue, delete_worker, delete_workflow
    from chalicelib.routing.revise import update_task
    from chalicelib.routing.tasks import create_task
    from chalicelib.routing.workflow import WorkflowError

__all__ = [
    "ALIASES",
    "CALLBACK",
    "LEASE_SECONDS",
    "LINES",
    "READY_LEASE_SECONDS",
    "TIMER_KINDS",
    "USUAL_OPTIONS",
    "VOICE",
    "ActivityName",
    "AddedActivity",
    "Assignment",
    "Canceled",
    "Dropped",
    "Enterprise",
    "ExpressionError",
    "Outcome",
    "Overflow",
    "Position",
    "Precedence",
    "Preference",
    "QueueDepth",
    "Reservation",
    "ReservationStatus",
    "Shortage",
    "Site",
    "Strategy",
    "Task",
    "TaskOrder",
    "TaskQueue",
    "TaskStatus",
    "Tier",
    "WaitChoice",
    "WaitOption",
    "Worker",
    "WorkerState",
    "WorkflowDefinition",
    "WorkflowError",
    "WrapUpRule",
    "accept",
    "activity_sid",
    "cancel_task",
    "create_task",
    "define_channel",
    "define_interruptions",
    "define_queue",
    "define_worker",
    "define_workflow",
    "delete_channel",
    "delete_queue",
    "delete_worker",
    "delete_workflow",
    "drop_activity",
    "end_lease",
    "finish",
    "fire",
    "interruptions",
    "is_for",
    "is_foreign",
    "lines",
    "matches",
    "open_tasks",
    "pick_up",
    "position",
    "prioritize",
    "queue_depths",
    "queue_for",
    "queue_of",
    "queues",
    "re_evaluate_tasks",
    "reject",
    "remind_if_overdue",
    "rename_worker",
    "renew_lease",
    "reservation",
    "reservation_status",
    "reservations_of",
    "save_activity",
    "set_activity",
    "set_capacity",
    "set_next_activity",
    "shorten_lease",
    "sweep",
    "task",
    "update_task",
    "waiting_tasks",
    "worker",
    "worker_named",
    "workers",
    "workflows",
    "wrap_up",
]
