"""The one table of routing. docs/algorithms/routing.md tells what each item is for and who writes it.

worker#WK          worker                                    one agent
task#WT            task                                      one task
reservation#WR     reservation                               one offer; how far it has come, the log tells
queue#WQ#voice     1#<rank>#<ready since>#WK                 an agent that is ready for this queue
                   2#<priority, precedence>#<enqueued>#WT    a task that waits in it
members#WQ         WK                                        an agent of the queue, and its activity
workers            <lower-case name>                         the directory of agents
config             queue#WQ | workflow#WW | interruptions    definitions
"""

from pynamodb.attributes import BooleanAttribute, DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class ReservationsOfWorker(GlobalSecondaryIndex["RoutingRecord"]):
    """A worker's reservations by time. Only reservations carry its key, and they are never rewritten."""

    class Meta:
        index_name = "by_worker"
        projection = KeysOnlyProjection()

    reserved_worker_sid = UnicodeAttribute(hash_key=True)
    created_at = UtcDateTime(range_key=True)


class RoutingRecord(Record):
    """Any item of the table; a query gives each as its own kind."""

    class Meta:
        table_name = table_name("routing")

    kind = DiscriminatorAttribute()
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    by_worker = ReservationsOfWorker()


class ConfigRecord(RoutingRecord, discriminator="config"):
    """A queue or a workflow, whole."""

    body = Json()


class DirectoryRecord(RoutingRecord, discriminator="directory"):
    """A worker's place in the list of workers; makes names unique."""

    worker_sid = UnicodeAttribute()


class MemberRecord(RoutingRecord, discriminator="member"):
    """A worker of a queue with its activity, for `skip_if`."""

    activity = UnicodeAttribute()


class _Profile(RoutingRecord, discriminator="profile"):
    worker_sid = UnicodeAttribute()
    friendly_name = UnicodeAttribute()
    attributes = Json()
    queue_sids = Json()
    profile_version = NumberAttribute()
    offered_at = UtcDateTime(null=True)
    served = NumberAttribute(null=True)
    served_on = UnicodeAttribute(null=True)
    ranks = Json(null=True)


class WorkerRecord(_Profile, discriminator="worker"):
    """One agent. It has `ready_since` exactly while it has ready rows."""

    activity = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    since = UtcDateTime()
    ready_since = UtcDateTime(null=True)
    reservation_sid = UnicodeAttribute(null=True)
    contact_id = UnicodeAttribute(null=True)
    next_activity = UnicodeAttribute(null=True)
    lease_expires_at = UtcDateTime(null=True)
    capacity = Json()
    held = Json(null=True)
    lines = Json(null=True)
    turn = NumberAttribute(null=True)


class ReadyRecord(_Profile, discriminator="ready"):
    """A ready agent in the line of one queue, with all that choosing it needs."""

    lines = Json(null=True)
    takes_several = BooleanAttribute(null=True)
    capacity = Json(null=True)
    assigned = Json(null=True)
    ready_since = UtcDateTime()


class _Step(RoutingRecord, discriminator="step"):
    task_sid = UnicodeAttribute()
    contact_id = UnicodeAttribute()
    queue_sid = UnicodeAttribute()
    channel = UnicodeAttribute()
    priority = NumberAttribute()
    enqueued_at = UtcDateTime()
    attributes = Json()
    expression = UnicodeAttribute(null=True)
    order_by = Json(null=True)
    known_worker = UnicodeAttribute(null=True)
    passed_over = Json(null=True)
    attempt = NumberAttribute(default=0)
    precedence = NumberAttribute(null=True)
    ordered_at = UtcDateTime(null=True)
    order = UnicodeAttribute(null=True)
    seats = NumberAttribute(null=True)
    ring_seconds = NumberAttribute(null=True)
    reserved = Json(null=True)
    due_at = UtcDateTime(null=True)


class WaitingRecord(_Step, discriminator="waiting"):
    """A task in the line of its queue, with all that matching it needs."""


class TaskRecord(_Step, discriminator="task"):
    """One task. It has a waiting row exactly while it is pending."""

    status = UnicodeAttribute()
    queue = UnicodeAttribute()
    expires_at = UtcDateTime()
    workflow_sid = UnicodeAttribute(null=True)
    filter_number = NumberAttribute(null=True)
    target_number = NumberAttribute(null=True)
    step_ends_at = UtcDateTime(null=True)
    overflowed = Json(null=True)
    reservation_sid = UnicodeAttribute(null=True)
    worker_sid = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class ReservationRecord(RoutingRecord, discriminator="reservation"):
    """One offer, written once. `profile` is the worker as it was when the offer was made."""

    reservation_sid = UnicodeAttribute()
    task_sid = UnicodeAttribute()
    contact_id = UnicodeAttribute()
    queue_sid = UnicodeAttribute()
    queue = UnicodeAttribute()
    channel = UnicodeAttribute()
    reserved_worker_sid = UnicodeAttribute()
    profile = Json()
    ready_since = UtcDateTime()
    task_attributes = Json()
    created_at = UtcDateTime()
    expires_at = UtcDateTime()
    is_shared = BooleanAttribute(null=True)
