"""What can go wrong and whose business it is: every room raises these, the edge turns them into JSON."""

from typing import Any

from chalicelib.values import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One rule that one field of the input broke. `field` is a dotted path, `rule` a stable code."""

    field: str
    rule: str
    message: str


class Problem(Exception):
    """A refusal with an HTTP status, a stable code that a screen can translate, and an English message."""

    status = 400
    code = "bad_request"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        rule: str | None = None,
        fields: tuple[FieldProblem, ...] = (),
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        own = (FieldProblem(field, rule or self.code, message),) if field else ()
        self.fields = own + fields

    def as_json(self) -> dict[str, Any]:
        """`{"error": {"code", "message", "fields": [{"field", "rule", "message"}]}}`."""
        fields = [{"field": f.field, "rule": f.rule, "message": f.message} for f in self.fields]
        return {"error": {"code": self.code, "message": self.message, "fields": fields}}


class Invalid(Problem):
    """The input breaks a rule; nothing was written."""

    status, code = 422, "invalid"


class NotFound(Problem):
    """There is no such thing, or not for this person."""

    status, code = 404, "not_found"


class Conflict(Problem):
    """The thing is no longer in the state that the request needs."""

    status, code = 409, "conflict"


class TransactionLost(Conflict):
    """Somebody else changed a row first: a condition of the transaction did not hold, nothing was written."""

    code = "transaction_lost"


class Forbidden(Problem):
    """Known, but not allowed."""

    status, code = 403, "forbidden"


class Unauthenticated(Problem):
    """Not signed in, or the sign-in has expired."""

    status, code = 401, "unauthenticated"


class TooMany(Problem):
    """Too many attempts; try later."""

    status, code = 429, "too_many"
