"""What each function may do: its own policy, no more than its work needs."""

from collections.abc import Mapping
from typing import Any

_ARN = "arn:${AWS::Partition}"
_HERE = "${AWS::Region}:${AWS::AccountId}"
_OBJECTS = f"{_ARN}:s3:::${{TablePrefix}}-objects-${{AWS::AccountId}}-${{AWS::Region}}"


def _allow(sid: str, actions: list[str], *resources: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": [{"Fn::Sub": r} for r in resources]}


_LOGS = _allow(
    "Logs",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    f"{_ARN}:logs:{_HERE}:log-group:/aws/lambda/*",
)
_TABLES = _allow(
    "Tables",
    [
        f"dynamodb:{verb}"
        for verb in (
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "Query",
            "UpdateItem",
        )
    ],
    f"{_ARN}:dynamodb:{_HERE}:table/${{TablePrefix}}-*",
    f"{_ARN}:dynamodb:{_HERE}:table/${{TablePrefix}}-*/index/*",
)
_STREAM = _allow(
    "EventLogStream",
    [f"dynamodb:{verb}" for verb in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")],
    f"{_ARN}:dynamodb:{_HERE}:table/${{TablePrefix}}-*/stream/*",
)
_SEND = _allow("Send", ["sqs:GetQueueUrl", "sqs:SendMessage"], f"{_ARN}:sqs:{_HERE}:${{TablePrefix}}-*")
_OBJECT = _allow("Objects", ["s3:GetObject", "s3:PutObject"], f"{_OBJECTS}/*")
# Without it S3 answers 403 instead of 404 for an object that is missing.
_LIST = _allow("ObjectsThatAreMissing", ["s3:ListBucket"], _OBJECTS)
_PUSH = _allow("Push", ["execute-api:ManageConnections"], f"{_ARN}:execute-api:{_HERE}:${{WebsocketAPI}}/*")


def _receive(queue: str) -> dict[str, Any]:
    verbs = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
    return _allow(
        "Receive", [f"sqs:{verb}" for verb in verbs], f"{_ARN}:sqs:{_HERE}:${{TablePrefix}}-{queue}"
    )


_SOCKET = (_TABLES, _SEND, _PUSH)
POLICIES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "ApiHandler": (_TABLES, _SEND, _OBJECT, _LIST, _PUSH),
    "RunTimers": (_TABLES, _SEND, _receive("timers"), _PUSH),
    "RunJobs": (_TABLES, _SEND, _receive("jobs"), _OBJECT, _LIST, _PUSH),
    "PublishEvents": (_TABLES, _SEND, _STREAM, _PUSH),
    "EachMinute": (_TABLES, _SEND, _PUSH),
    "DailyReports": (_TABLES, _SEND),
    "ArchiveOperations": (_TABLES, _OBJECT, _LIST),
    "WebsocketConnect": _SOCKET,
    "WebsocketMessage": _SOCKET,
    "WebsocketDisconnect": _SOCKET,
}


def roles() -> dict[str, Any]:
    """The policies of the functions' roles, which Chalice makes."""
    return {
        f"{function}Role": {
            "Properties": {
                "Policies": [
                    {
                        "PolicyName": f"{function}Policy",
                        "PolicyDocument": {"Version": "2012-10-17", "Statement": [_LOGS, *statements]},
                    }
                ]
            }
        }
        for function, statements in POLICIES.items()
    }
