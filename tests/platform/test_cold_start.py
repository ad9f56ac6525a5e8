"""What a new Lambda loads to answer its first call, and what it leaves alone."""

import json
import subprocess
import sys
from datetime import UTC, datetime, time

from bench.gateway import webhook
from bench.webhook import params
from chalicelib import ivr
from tests.conftest import ROOT, Cloud

# Each of these costs the first caller of a new Lambda a part of a second that the caller hears as silence.
HEAVY = {
    "argon2", "aws_lambda_powertools", "boto3", "chalicelib.routing.assign", "chalicelib.web.routes",
    "cryptography", "jwt", "lark", "liquid", "phonenumbers", "pydantic", "twilio.rest", "xlsxwriter",
}  # fmt: skip
FIRST = """
import json, sys
# Botocore takes pyOpenSSL where it finds it; Lambda has none.
sys.modules["urllib3.contrib.pyopenssl"] = None
import app
class Context: aws_request_id, function_name, memory_limit_in_mb = "1", "api_handler", 512
answer = app.api_handler(json.load(sys.stdin), Context())
print(json.dumps({"answer": answer, "loaded": sorted(sys.modules)}))
"""


def test_the_first_call_is_answered_without_what_only_others_need(tables: Cloud) -> None:
    always = (ivr.Hours(time(0), time(0)),)
    ivr.put_calendar(ivr.Calendar("default", "Asia/Shanghai", (always,) * 7))
    ivr.install_shipped(datetime.now(UTC))
    event = json.dumps(webhook("/voice/incoming", params("CA" + "7" * 32, CallStatus="ringing")))
    command = [sys.executable, "-c", FIRST]
    done = subprocess.run(command, cwd=ROOT, input=event, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert "<Gather" in told["answer"]["body"]
    assert HEAVY.isdisjoint(told["loaded"]), HEAVY & set(told["loaded"])
