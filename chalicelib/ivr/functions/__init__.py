"""What a flow can ask Trunkline itself, one file each; a flow asks with a `function:NAME` URL."""

from chalicelib.ivr.functions import (
    business_hours,
    customer_profile,
    freight_quote,
    password_change,
    password_check,
    waybill_status,
)
from chalicelib.ivr.functions.registry import SCHEME, answer, described, names, problem_with

__all__ = [
    "SCHEME",
    "answer",
    "business_hours",
    "customer_profile",
    "described",
    "freight_quote",
    "names",
    "password_change",
    "password_check",
    "problem_with",
    "waybill_status",
]
