"""A DynamoDB API in a process of its own, with the center's tables, for the benches."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC_URL = "http://127.0.0.1:8080/api"

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "Trunkline",
    "POWERTOOLS_LOG_LEVEL": "ERROR",
    "TRUNKLINE_PUBLIC_URL": PUBLIC_URL,
    "TRUNKLINE_SOCKET_ENDPOINT": "http://127.0.0.1:9/sockets",
    "TRUNKLINE_CARRIER_URL": "http://127.0.0.1:9",
    "TRUNKLINE_ACCOUNT_SID": "AC" + "0" * 32,
    "TRUNKLINE_AUTH_TOKEN": AUTH_TOKEN,
    "TRUNKLINE_API_KEY_SID": "SK" + "0" * 32,
    "TRUNKLINE_API_KEY_SECRET": "s" * 32,
    "TRUNKLINE_SESSION_KEY": "k" * 40,
}


@contextmanager
def cloud() -> Iterator[str]:
    """Start it, point this process at it; the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=url)
    command = [sys.executable, "-m", "sandbox.cloud", "--port", str(port), "--ephemeral"]
    process = subprocess.Popen(command)
    try:
        _await(f"{url}/_trunkline/boot")
        yield url
    finally:
        process.kill()
        process.wait()


def create_resources() -> None:
    """Every table, the queues and the bucket."""
    from chalicelib.aws.clients import client
    from chalicelib.aws.settings import settings
    from chalicelib.aws.tables import create_all

    create_all()
    for queue in (settings().jobs_queue, settings().timers_queue):
        client("sqs").create_queue(QueueName=queue)
    client("s3").create_bucket(Bucket=settings().bucket)


def _await(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers at {url}")
