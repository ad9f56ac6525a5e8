"""What the application finds in its AWS: tables, queues, a bucket; and the lines it counts channels of."""

import os
from collections.abc import Mapping

from cli.center.plan import SERVICE_NUMBER
from cli.center.trunks import Lines

TIMER_SECONDS = 60
JOB_SECONDS = 360
_CORS = {"AllowedMethods": ["GET", "HEAD"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}


def adopt(settings: Mapping[str, str]) -> None:
    """Give this process the application's settings; before any room is imported."""
    os.environ.update(settings)


def create() -> None:
    """Create what does not exist yet."""
    from botocore.exceptions import ClientError

    from chalicelib.aws.clients import client
    from chalicelib.aws.settings import settings
    from chalicelib.aws.tables import create_all

    create_all()
    for queue, seconds in ((settings().timers_queue, TIMER_SECONDS), (settings().jobs_queue, JOB_SECONDS)):
        client("sqs").create_queue(QueueName=queue, Attributes={"VisibilityTimeout": str(seconds)})
    s3 = client("s3")
    try:
        s3.head_bucket(Bucket=settings().bucket)
    except ClientError:
        s3.create_bucket(Bucket=settings().bucket)
        # The wave form of a recording is drawn from its bytes, which the page fetches from the bucket.
        s3.put_bucket_cors(Bucket=settings().bucket, CORSConfiguration={"CORSRules": [_CORS]})


def define_lines(lines: Lines) -> None:
    """Tell the application the gateways, and forget none that it knows."""
    from chalicelib import calls

    for gateway in lines.gateways:
        calls.define_gateway(
            calls.Gateway(
                name=gateway.name,
                trunk=gateway.trunk,
                kind=calls.GatewayKind(gateway.kind),
                vendor=gateway.vendor,
                spans=tuple(calls.Span(span.name, span.channels) for span in gateway.spans),
            )
        )


def numbers() -> dict[str, dict[str, str]]:
    """What the carrier does with each number: where it asks, and where it tells how the call went."""
    from chalicelib import ivr
    from chalicelib.carrier.urls import webhook_url

    target = {
        "voice_url": webhook_url("/voice/incoming"),
        "voice_method": "POST",
        "voice_fallback_url": webhook_url("/voice/fallback"),
        "status_callback": webhook_url("/voice/call-status"),
    }
    return dict.fromkeys([SERVICE_NUMBER, *(each.number for each in ivr.numbers())], target)
