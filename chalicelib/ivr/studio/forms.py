"""The parameters of Studio's REST resources."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from chalicelib.web.twilio_forms import TwilioForm
from chalicelib.web.twilio_paging import Paged

LONGEST_DEFINITION = 2_000_000
Status = Literal["draft", "published"]
Definition = Annotated[str, Field(max_length=LONGEST_DEFINITION)]


def _in_utc(at: datetime) -> datetime:
    """A date without a zone is one in UTC, as Twilio's are."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class FlowForm(TwilioForm):
    """A new flow, or one to check."""

    friendly_name: str = Field(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")
    status: Status
    definition: Definition
    commit_message: str = Field(default="", max_length=500)
    author_sid: str | None = None


class FlowChangeForm(TwilioForm):
    """A change to a flow: the next revision. Without a definition the latest one is taken."""

    status: Status
    friendly_name: str | None = None
    definition: Definition | None = None
    commit_message: str = Field(default="", max_length=500)
    author_sid: str | None = None


class ExecutionForm(TwilioForm):
    """Run a flow for `To`; `Parameters` is a JSON object that the flow sees as `flow.data`."""

    to: str = Field(min_length=1, max_length=255)
    from_: str = Field(alias="From", min_length=1, max_length=255)
    parameters: str = Field(default="{}", max_length=65536)


class ExecutionChangeForm(TwilioForm):
    """An execution can be ended."""

    status: Literal["active", "ended"]


class ListExecutions(Paged):
    """Executions that began in a period."""

    date_created_from: Moment | None = None
    date_created_to: Moment | None = None


class TestUsersForm(TwilioForm):
    """The addresses that a flow's draft is tried with."""

    test_users: list[Annotated[str, Field(min_length=1, max_length=255)]] = Field(max_length=100)
