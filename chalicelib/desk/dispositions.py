"""The outcome codes that an agent picks from, a short list for each queue."""

from collections.abc import Sequence

from chalicelib.desk import disposition_store
from chalicelib.desk.disposition_codes import Disposition, require_good_list, shipped_codes
from chalicelib.problems import Invalid


def dispositions(queue: str) -> tuple[Disposition, ...]:
    """The codes of a queue: the configured ones, else the ones that come with the product."""
    return disposition_store.find_codes(queue) or shipped_codes(queue)


def define_dispositions(queue: str, codes: Sequence[Disposition]) -> None:
    """Set a queue's codes. Invalid when there are none, more than fifteen, or one twice."""
    require_good_list(codes)
    disposition_store.put_codes(queue, codes)


def require_known(queue: str | None, code: str | None) -> None:
    """Invalid for a code that its queue does not have."""
    if code is not None and code not in {one.code for one in dispositions(queue or "")}:
        raise Invalid("This queue has no such code.", field="disposition", rule="known")
