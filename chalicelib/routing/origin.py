"""Where a caller calls from, as far as the number tells: Chinese fixed lines carry their area code. Pure.

Mobile, 400 and foreign numbers have no area code; what a flow knows better (the customer's city) it says in
the task's `area_code`, which counts before the number.
"""

import re
from collections.abc import Mapping
from typing import Any

# 010 and 02x have two digits after the trunk prefix 0, all others three; mobiles begin with 1, 400 and 800
# are services. National plan GF002-9002 and its amendments.
_FIXED = re.compile(r"(?:\+?86|0)(10|2\d|[3-9]\d{2})\d{7,8}")
_SERVICE = re.compile(r"(?:\+?86)?[48]00\d{7}")


def area_code_of(number: str | None) -> str | None:
    """`+862112345678` or `021-12345678` as `021`; None for a number without an area code."""
    digits = re.sub(r"[\s()\-]", "", number or "")
    if _SERVICE.fullmatch(digits):
        return None
    found = _FIXED.fullmatch(digits)
    return f"0{found[1]}" if found else None


def caller_area(attributes: Mapping[str, Any]) -> str | None:
    """The area that a task's caller calls from."""
    given = attributes.get("area_code")
    if isinstance(given, str | int) and not isinstance(given, bool):
        return f"0{str(given).strip().lstrip('0')}"
    number = attributes.get("from")
    return area_code_of(number) if isinstance(number, str) else None


def is_long_distance(attributes: Mapping[str, Any], home_area_code: str | None) -> bool:
    """Whether the caller's area is known and is not the center's.

    The center's is the queue's, else that of the number that was called. A flow or a trunk that knows
    better says so in the task's `is_long_distance`.
    """
    given = attributes.get("is_long_distance")
    if isinstance(given, bool):
        return given
    called = attributes.get("to")
    home = home_area_code or (area_code_of(called) if isinstance(called, str) else None)
    area = caller_area(attributes)
    return area is not None and home is not None and area != home
