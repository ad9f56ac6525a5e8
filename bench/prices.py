"""List prices, in one place, with the day they were looked up. US dollars, us-east-1, first tier.

They are what the pages named here publish, written down from knowledge of them on that day and, for DynamoDB,
compared with a published copy; look again before you quote one.
"""

from dataclasses import dataclass

LOOKED_UP = "2026-11-22"


@dataclass(frozen=True)
class Price:
    """Dollars for one of the unit, and where that is published."""

    usd: float
    unit: str
    source: str


_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_GATEWAY = "https://aws.amazon.com/api-gateway/pricing/"

AWS = {
    "lambda_invocation": Price(0.20e-6, "invocation", _LAMBDA),
    "lambda_gb_second": Price(0.0000133334, "GB-second, arm64", _LAMBDA),
    "dynamodb_write": Price(0.625e-6, "write request unit, on demand", _DYNAMODB),
    "dynamodb_read": Price(0.125e-6, "read request unit, on demand", _DYNAMODB),
    "front_request": Price(
        1.00e-6, "HTTPS request through CloudFront", "https://aws.amazon.com/cloudfront/pricing/"
    ),
    "socket_message": Price(1.00e-6, "message over a WebSocket API", _GATEWAY),
    "sqs_request": Price(0.40e-6, "request to a standard queue", "https://aws.amazon.com/sqs/pricing/"),
    "s3_put": Price(5.00e-6, "PUT, S3 Standard", "https://aws.amazon.com/s3/pricing/"),
    "s3_get": Price(0.40e-6, "GET, S3 Standard", "https://aws.amazon.com/s3/pricing/"),
}

# What the others list for the same call, telephony minutes apart.
OTHERS = {
    "taskrouter": Price(0.025, "task", "https://www.twilio.com/en-us/taskrouter/pricing"),
    "studio": Price(0.01, "flow execution", "https://www.twilio.com/en-us/studio/pricing"),
    "flex_hour": Price(1.00, "active user hour", "https://www.twilio.com/en-us/flex/pricing"),
    "connect_minute": Price(0.018, "minute of voice", "https://aws.amazon.com/connect/pricing/"),
}


def dollars(counts: dict[str, float]) -> dict[str, float]:
    """What each count costs on AWS. Raises KeyError for something without a price."""
    return {name: AWS[name].usd * count for name, count in counts.items()}


def others(talk_minutes: float, handling_minutes: float) -> dict[str, float]:
    """A million of the same calls elsewhere: Flex includes its TaskRouter and Studio."""
    million = 1e6
    return {
        "taskrouter_and_studio": million * (OTHERS["taskrouter"].usd + OTHERS["studio"].usd),
        "flex": million * OTHERS["flex_hour"].usd * handling_minutes / 60,
        "connect": million * OTHERS["connect_minute"].usd * talk_minutes,
    }
