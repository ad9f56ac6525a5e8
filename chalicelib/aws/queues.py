"""Sending to SQS by queue name."""

from functools import lru_cache

from chalicelib.aws.clients import client


@lru_cache(maxsize=8)
def _url(name: str) -> str:
    url: str = client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    return url


def send(queue: str, body: str, delay_seconds: int = 0) -> None:
    """Send one message; `delay_seconds` up to 900, SQS's limit."""
    client("sqs").send_message(QueueUrl=_url(queue), MessageBody=body, DelaySeconds=min(delay_seconds, 900))


def forget_urls() -> None:
    """Drop the remembered queue addresses, for a process whose endpoint changes (tests)."""
    _url.cache_clear()
