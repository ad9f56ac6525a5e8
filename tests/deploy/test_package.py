"""The package that deploys: what is in it, what its template says, and a center made of it."""

import json
import os
import platform
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import jwt
import pytest
from botocore.config import Config
from botocore.session import get_session
from twilio.request_validator import RequestValidator
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from cli.center.answering import await_answer
from cli.center.plan import ROOT
from cli.center.ports import free_port
from infra.package import ARCHITECTURES, DEPLOYED, LARGEST_MB, machine_of, package
from infra.policies import POLICIES

# One process: two packages at a time would share a folder of Chalice's.
pytestmark = [pytest.mark.package, pytest.mark.xdist_group("package"), pytest.mark.timeout(900)]
AUTH_TOKEN = "f" * 32
SESSION_KEY = "k" * 40
DOMAIN = "cc.example.com"
# What a handler loads only when it is asked to do something.
LAZY = ("twilio.rest", "liquid", "lark", "argon2", "phonenumbers", "xlsxwriter", "jwt")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package") / "dev"
    # This machine runs it.
    package("dev", out, {machine: name for name, machine in ARCHITECTURES.items()}[platform.machine()])
    return out


@pytest.fixture(scope="session")
def template(built: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((built / "sam.json").read_text())
    return made


def test_the_zip_holds_wheels_flows_and_byte_code(built: Path) -> None:
    archive = built / "deployment.zip"
    names = set(zipfile.ZipFile(archive).namelist())
    assert archive.stat().st_size < LARGEST_MB * 2**20
    assert {"app.py", "ivr_twiml/courier-main.json", "chalicelib/routing/expression.lark"} <= names
    assert any(name.startswith("pydantic_core/") and name.endswith(".so") for name in names)
    assert any(name.startswith("chalicelib/web/__pycache__/routes.cpython-") for name in names)
    assert not [
        name for name in names if name.startswith(("pip/", "sandbox/", "cli/", "tests/", "frontend/"))
    ]


def test_what_is_deployed_is_compiled_for_the_cheaper_processor(tmp_path: Path) -> None:
    package("dev", tmp_path / "dev")
    made = json.loads((tmp_path / "dev" / "sam.json").read_text())
    asked = {tuple(each["Properties"]["Architectures"]) for each in functions_of(made).values()}
    compiled = {machine_of(path) for path in (tmp_path / "dev" / "contents").rglob("*.so")}
    assert (asked, compiled) == ({(DEPLOYED,)}, {ARCHITECTURES[DEPLOYED]})


def test_each_handler_of_the_template_loads_from_the_package_alone(
    built: Path, template: dict[str, Any]
) -> None:
    functions = functions_of(template)
    handlers = sorted({each["Properties"]["Handler"] for each in functions.values()})
    assert handlers == sorted(
        ["app.api_handler", "app.socket_connect", "app.socket_message", "app.socket_disconnect",
         "app.run_timers", "app.run_jobs", "app.publish_events", "app.each_minute", "app.daily_reports",
         "app.archive_operations"]
    )  # fmt: skip
    script = (
        "import sys, importlib; sys.path.insert(0, sys.argv[1])\n"
        "for name in sys.argv[2].split(','):\n"
        "    module, _, attribute = name.partition('.')\n"
        "    assert callable(getattr(importlib.import_module(module), attribute)), name\n"
        "for name in sys.argv[3].split(','): importlib.import_module(name)\n"
    )
    command = [sys.executable, "-I", "-S", "-c", script, str(built / "contents"), ",".join(handlers)]
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "TRUNKLINE_TABLE_PREFIX": "trunkline-dev"}
    done = subprocess.run([*command, ",".join(LAZY)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_raw_and_the_translated_template_pass_the_linter(
    built: Path, template: dict[str, Any], tmp_path: Path
) -> None:
    translated = tmp_path / "translated.json"
    translated.write_text(json.dumps(translate(template), indent=1))
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "--"]
    done = subprocess.run([*lint, str(built / "sam.json"), str(translated)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_table_keeps_its_data_and_the_stream_feeds_its_function(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    tables = {n: each for n, each in resources.items() if each["Type"] == "AWS::DynamoDB::Table"}
    assert len(tables) > 15
    assert all(each["DeletionPolicy"] == "Retain" for each in tables.values())
    events = resources["PublishEvents"]["Properties"]["Events"]["PublishEventsDynamodbEventSource"]
    assert events["Properties"]["Stream"] == {"Fn::GetAtt": ["EventsTable", "StreamArn"]}
    assert tables["EventsTable"]["Properties"]["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}


def test_each_function_may_do_only_its_own_work(template: dict[str, Any]) -> None:
    def actions(function: str) -> set[str]:
        policies = template["Resources"][f"{function}Role"]["Properties"]["Policies"]
        return {each for p in policies for s in p["PolicyDocument"]["Statement"] for each in s["Action"]}

    functions = functions_of(template)
    assert functions.keys() == POLICIES.keys()
    everything = {name: actions(name) for name in functions}
    assert {n for n, may in everything.items() if "s3:PutObject" in may} == {
        "ApiHandler", "RunJobs", "ArchiveOperations"
    }  # fmt: skip
    assert {n for n, may in everything.items() if "sqs:ReceiveMessage" in may} == {"RunTimers", "RunJobs"}
    allowed = set().union(*everything.values())
    assert not {each for each in allowed if each.endswith("*") or each == "dynamodb:Scan"}


def test_every_function_but_the_one_behind_it_is_told_the_address_that_the_carrier_posts_to(
    template: dict[str, Any],
) -> None:
    for name, function in functions_of(template).items():
        told = function["Properties"]["Environment"]["Variables"].get("TRUNKLINE_PUBLIC_URL")
        assert told == (None if name == "ApiHandler" else {"Fn::Sub": "${ApiHandlerUrl.FunctionUrl}api"})


def test_no_secret_stands_in_the_template(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    for name in ("AUTH_TOKEN", "API_KEY_SECRET", "SESSION_KEY"):
        assert "{{resolve:secretsmanager:" in variables[f"TRUNKLINE_{name}"]["Fn::Sub"]


@contextmanager
def cloud() -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "LAMBDA_EXECUTOR": "local"}
    # The functions of this AWS inherit its environment; these they must get from the template.
    for name in ("AWS_ENDPOINT_URL", "TRUNKLINE_PUBLIC_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "sandbox.cloud", "--port", str(port), "--ephemeral"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        await_answer(f"http://127.0.0.1:{port}/_trunkline/boot")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def test_cloudformation_makes_a_center_that_answers_a_webhook_and_a_socket(
    built: Path, template: dict[str, Any]
) -> None:
    with cloud() as url:
        session = get_session()
        quick = Config(read_timeout=180, retries={"total_max_attempts": 1})

        def client(service: str) -> Any:
            return session.create_client(service, region_name="us-east-1", endpoint_url=url, config=quick)

        s3 = client("s3")
        s3.create_bucket(Bucket="packages")
        s3.put_object(Bucket="packages", Key="app.zip", Body=(built / "deployment.zip").read_bytes())
        # Longer than CloudFormation takes in a request, as on AWS.
        s3.put_object(Bucket="packages", Key="sam.json", Body=json.dumps(adjusted(template, url)).encode())
        stack = create_stack(client("cloudformation"), f"{url}/packages/sam.json")
        resources = physical_ids(client("cloudformation"), stack)
        front = client("lambda").get_function_url_config(FunctionName=resources["ApiHandler"])
        address = front["FunctionUrl"]
        public = f"{address}api"
        api = f"{url}/_aws/lambda-url/{address.removeprefix('https://').partition('.')[0]}/api"
        assert post_webhook(api, public, "0" * 28)[0] == 403
        params = {"CallSid": "CA" + "1" * 32, "From": "+8613800138000", "To": "4008888888",
                  "CallStatus": "ringing", "AccountSid": "AC" + "0" * 32}  # fmt: skip
        status, text = post_webhook(api, public, None, params)
        assert status == 200, text
        assert "<Response>" in text
        sockets = f"{url.replace('http', 'ws')}/_aws/execute-api/{resources['WebsocketAPI']}/socket"
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{sockets}?token=forged", open_timeout=60)
        assert refused.value.response.status_code in (401, 403)
        with connect(f"{sockets}?token={signed_in()}", open_timeout=60) as screen:
            screen.send('{"action": "heartbeat"}')
            assert json.loads(screen.recv(60))["type"] == "heartbeat"


def signed_in() -> str:
    """What a sign-in at the deployed center would hand out."""
    now = int(time.time())
    claims = {"iss": "trunkline", "kind": "access", "sub": "US1", "username": "boss", "name": "Wang",
              "role": "manager", "permissions": ["floor.view"], "worker_sid": None, "iat": now,
              "exp": now + 600}  # fmt: skip
    return jwt.encode(claims, SESSION_KEY, algorithm="HS256")


def post_webhook(
    api: str, public: str, signature: str | None, params: dict[str, str] | None = None
) -> tuple[int, str]:
    given = params or {"CallSid": "CA" + "2" * 32}
    path = "/voice/incoming"
    signed = signature or RequestValidator(AUTH_TOKEN).compute_signature(public + path, given)
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    request = Request(api + path, urlencode(given).encode(), headers, method="POST")
    try:
        with urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def functions_of(template: dict[str, Any]) -> dict[str, Any]:
    return {
        name: each for name, each in template["Resources"].items()
        if each["Type"] == "AWS::Serverless::Function"
    }  # fmt: skip


def translate(template: dict[str, Any]) -> dict[str, Any]:
    from samtranslator.translator.transform import transform

    copy = json.loads(json.dumps(template))
    for function in functions_of(copy).values():
        function["Properties"]["CodeUri"] = "s3://packages/app.zip"

    class NoManagedPolicies:
        def load(self) -> dict[str, str]:
            return {}

    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    translated: dict[str, Any] = transform(copy, {}, NoManagedPolicies())
    return translated


def adjusted(template: dict[str, Any], url: str) -> dict[str, Any]:
    """The same template without what is the edge of AWS (CloudFront), and with this AWS's own addresses."""
    copy: dict[str, Any] = json.loads(json.dumps(template))
    resources = copy["Resources"]
    for name in ("Distribution", "WebAccess", "WebBucketPolicy", "WebsocketAPIDeployment"):
        del resources[name]
    for name in ("DistributionDomain",):
        del copy["Outputs"][name]
    stage = resources["WebsocketAPIStage"]["Properties"]
    del stage["DeploymentId"]
    stage["AutoDeploy"] = True
    variables = copy["Globals"]["Function"]["Environment"]["Variables"]
    variables |= {
        "AWS_ENDPOINT_URL": url, "TRUNKLINE_AUTH_TOKEN": AUTH_TOKEN, "TRUNKLINE_SESSION_KEY": SESSION_KEY,
        "TRUNKLINE_API_KEY_SID": "SK" + "0" * 32, "TRUNKLINE_API_KEY_SECRET": "s" * 32,
        "TRUNKLINE_SOCKET_ENDPOINT": {"Fn::Sub": f"{url}/_aws/execute-api/${{WebsocketAPI}}/socket"},
    }  # fmt: skip
    for function in functions_of(copy).values():
        function["Properties"]["CodeUri"] = {"Bucket": "packages", "Key": "app.zip"}
    return copy


def create_stack(cloudformation: Any, template_url: str) -> str:
    parameters = {"DomainName": DOMAIN, "AccountSid": "AC" + "0" * 32,
                  "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/x"}  # fmt: skip
    stack = cloudformation.create_stack(
        StackName="trunkline-dev", TemplateURL=template_url,
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )["StackId"]  # fmt: skip
    for _ in range(240):
        described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        if described["StackStatus"] == "CREATE_COMPLETE":
            return str(stack)
        assert "ROLLBACK" not in described["StackStatus"], described
        assert "FAILED" not in described["StackStatus"], described
        time.sleep(0.5)
    raise AssertionError(described)


def physical_ids(cloudformation: Any, stack: str) -> dict[str, str]:
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}
