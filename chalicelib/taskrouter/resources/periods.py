"""What statistics are asked with: a channel, a period, some workers or queues."""

from datetime import datetime

from pydantic import Field

from chalicelib.problems import Invalid
from chalicelib.taskrouter.channels import channel
from chalicelib.taskrouter.figures import Period, period
from chalicelib.taskrouter.references import named
from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged


class OfNow(TwilioForm):
    """The one filter of a moment."""

    task_channel: str | None = None

    @property
    def channel(self) -> str | None:
        """Routing's name of the channel."""
        if not self.task_channel:
            return None
        return named(channel, self.task_channel, "TaskChannel").line


class OfPeriod(OfNow):
    """The last minutes (15), or between two dates."""

    minutes: int | None = Field(default=None, ge=1)
    start_date: datetime | None = None
    end_date: datetime | None = None
    split_by_wait_time: str | None = None

    def period(self, now: datetime) -> Period:
        """What is asked for."""
        return period(now, self.minutes, self.start_date, self.end_date)

    def splits(self) -> list[int]:
        """The edges of `5,30`, in seconds."""
        parts = [part.strip() for part in (self.split_by_wait_time or "").split(",") if part.strip()]
        if not all(part.isdigit() for part in parts):
            raise Invalid("SplitByWaitTime must be seconds, separated by commas", field="SplitByWaitTime")
        return [int(part) for part in parts]


class OfWorkers(OfPeriod):
    """Which workers."""

    task_queue_sid: str | None = None
    task_queue_name: str | None = None
    friendly_name: str | None = None


class OfQueues(Paged, OfPeriod):
    """The list of queues with their statistics."""

    friendly_name: str | None = None


class QueuesNow(TwilioForm):
    """The bulk of queues, at most 50."""

    task_queue_sids: list[str] | None = None
