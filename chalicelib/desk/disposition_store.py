"""Reads and writes the outcome codes that a center has set for its queues."""

from collections.abc import Sequence

from pynamodb.exceptions import DoesNotExist

from chalicelib.desk.disposition_codes import Disposition
from chalicelib.desk.records import DispositionsRecord


def find_codes(queue: str) -> tuple[Disposition, ...] | None:
    """A queue's own codes; None where nobody has set any."""
    try:
        row = DispositionsRecord.get(queue)
    except DoesNotExist:
        return None
    return tuple(Disposition(code["code"], code["zh"], code["en"]) for code in row.codes)


def put_codes(queue: str, codes: Sequence[Disposition]) -> None:
    """Replace a queue's codes."""
    rows = [{"code": code.code, "zh": code.zh, "en": code.en} for code in codes]
    DispositionsRecord(queue=queue, codes=rows).save()
