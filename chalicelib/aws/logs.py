"""Structured logs and metrics, with phone numbers masked whoever writes the line."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

# Seven or more digits with an optional plus; SIDs and hex ids have letters around them and stay readable.
_PHONE = re.compile(r"(?<![0-9A-Za-z.:-])(\+?\d{3})\d{2,}(\d{2})(?![0-9A-Za-z.:-])")


def masked(text: str) -> str:
    """`+8613800138000` becomes `+861****00`: enough to follow a call, not enough to ring the caller."""
    return _PHONE.sub(r"\1****\2", text)


@lru_cache(maxsize=1)
def _powertools() -> "Logger":
    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

    class MaskingFormatter(LambdaPowertoolsFormatter):
        def serialize(self, log: Any) -> str:
            return masked(super().serialize(log))

    return Logger(service="trunkline", logger_formatter=MaskingFormatter())


class _FirstLine:
    """Powertools' logger from its first line on: most calls write none, and need not wait for it to load."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_powertools(), name)


logger = cast("Logger", _FirstLine())
