"""The template that `chalice package --merge-template` merges into its own.

    python -m infra.template --stage dev build/dev/infra.json

Chalice makes the functions, their roles and the WebSocket API. This makes what they use, the function URL
that the carrier posts to, and the one address of the browser: CloudFront before the web app, `/api/*` and
`/socket`.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from infra.front import front
from infra.policies import POLICIES, roles
from infra.tables import tables

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("auth_token", "api_key_sid", "api_key_secret", "session_key")
# A message is hidden for six times its function's time, as AWS recommends for Lambda.
QUEUES = {"Timers": ("timers", 180), "Jobs": ("jobs", 1800)}
RECEIVES_BEFORE_GIVING_UP = 8
KEPT_SECONDS = 14 * 86400
# What Chalice calls the function behind the function URL; SAM calls the URL `ApiHandlerUrl`.
API = "ApiHandler"
PUBLIC_URL = {"Fn::Sub": f"${{{API}Url.FunctionUrl}}api"}


def stage_environment(stage: str) -> dict[str, str]:
    """The environment that Chalice gives the functions of a stage; names of tables and queues follow it."""
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    return {**config["environment_variables"], **config["stages"][stage]["environment_variables"]}


def template(prefix: str) -> dict[str, Any]:
    """The template for the tables' prefix with which the rooms were imported."""
    return {
        "Parameters": _parameters(prefix),
        "Conditions": {"ReservesConcurrency": {"Fn::Not": [_is_zero("ReservedConcurrency")]}},
        "Globals": {"Function": {"Environment": {"Variables": _variables()}}},
        "Resources": {
            **tables(prefix),
            **_queues(prefix),
            **_objects(),
            **_alarms(),
            **front(API),
            **_functions(_corrections()),
            **roles(),
        },
        "Outputs": {
            "WebUrl": {"Value": {"Fn::Sub": "https://${DomainName}"}},
            "WebBucketName": {"Value": {"Ref": "WebBucket"}},
            "DistributionDomain": {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}},
            "SocketUrl": {"Value": {"Fn::Sub": "wss://${DomainName}/socket"}},
            "CarrierWebhooks": {
                "Description": "What the carrier's numbers post to: /voice/incoming, /fallback, /call-status",
                "Value": {"Fn::Sub": f"${{{API}Url.FunctionUrl}}api/voice"},
            },
        },
    }


def _parameters(prefix: str) -> dict[str, Any]:
    def text(description: str, **more: Any) -> dict[str, Any]:
        return {"Type": "String", "Description": description, **more}

    return {
        "TablePrefix": text("Begins every name", Default=prefix, AllowedValues=[prefix]),
        "DomainName": text("The center's own address, e.g. cc.example.com", MinLength=4),
        "CertificateArn": text("Its certificate, in us-east-1 (CloudFront's rule)", MinLength=20),
        "AccountSid": text("The carrier's account", AllowedPattern="^AC[0-9a-f]{32}$"),
        "CarrierUrl": text("The carrier's REST API", Default="https://api.twilio.com"),
        "SecretName": text(f"Secrets Manager: a JSON with {', '.join(SECRETS)}", Default="trunkline"),
        "FallbackNumber": text("Where calls go when all else fails; may be empty", Default=""),
        "ReservedConcurrency": {
            "Type": "Number",
            "Description": "Most requests answered at once, kept free for them; 0 shares the account's",
            "Default": 0,
            "MinValue": 0,
        },
    }


def _is_zero(parameter: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": parameter}, 0]}


def _variables() -> dict[str, Any]:
    """Settings that are known in the cloud only."""
    secrets = {
        f"TRUNKLINE_{name.upper()}": {
            "Fn::Sub": "{{resolve:secretsmanager:${SecretName}:SecretString:" + name + "}}"
        }
        for name in SECRETS
    }
    return {
        "TRUNKLINE_SOCKET_ENDPOINT": {
            "Fn::Sub": "https://${WebsocketAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/socket"
        },
        "TRUNKLINE_CARRIER_URL": {"Ref": "CarrierUrl"},
        "TRUNKLINE_ACCOUNT_SID": {"Ref": "AccountSid"},
        "TRUNKLINE_BUCKET": {"Fn::Sub": "${TablePrefix}-objects-${AWS::AccountId}-${AWS::Region}"},
        "TRUNKLINE_FALLBACK_NUMBER": {"Ref": "FallbackNumber"},
        **secrets,
    }


def _queues(prefix: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "LostMessages": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": f"{prefix}-lost",
                "MessageRetentionPeriod": KEPT_SECONDS,
                "SqsManagedSseEnabled": True,
            },
        }
    }
    for name, (room, seconds) in QUEUES.items():
        target = {"Fn::GetAtt": ["LostMessages", "Arn"]}
        made[f"{name}Queue"] = {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": f"{prefix}-{room}",
                "VisibilityTimeout": seconds,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {
                    "deadLetterTargetArn": target,
                    "maxReceiveCount": RECEIVES_BEFORE_GIVING_UP,
                },
            },
        }
    return made


def _objects() -> dict[str, Any]:
    encrypted = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return {
        "ObjectsBucket": {
            "Type": "AWS::S3::Bucket",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BucketName": {"Fn::Sub": "${TablePrefix}-objects-${AWS::AccountId}-${AWS::Region}"},
                "BucketEncryption": {"ServerSideEncryptionConfiguration": [encrypted]},
                "PublicAccessBlockConfiguration": private(),
                "CorsConfiguration": {
                    "CorsRules": [
                        {
                            "AllowedMethods": ["GET", "HEAD"],
                            "AllowedOrigins": [{"Fn::Sub": "https://${DomainName}"}],
                            "AllowedHeaders": ["*"],
                        }
                    ]
                },
            },
        }
    }


def private() -> dict[str, bool]:
    """No object of this bucket is ever public."""
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return dict.fromkeys(names, True)


def _alarms() -> dict[str, Any]:
    """A caller who heard an apology or was not answered at all, and a message that nobody could handle."""

    def alarm(description: str, metric: dict[str, Any]) -> dict[str, Any]:
        return {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmDescription": description,
                "AlarmActions": [{"Ref": "AlarmTopic"}],
                "ComparisonOperator": "GreaterThanThreshold",
                "Threshold": 0,
                "EvaluationPeriods": 1,
                "Period": 60,
                "TreatMissingData": "notBreaching",
                **metric,
            },
        }

    lost = {"Name": "QueueName", "Value": {"Fn::GetAtt": ["LostMessages", "QueueName"]}}
    return {
        "AlarmTopic": {"Type": "AWS::SNS::Topic", "Properties": {}},
        "WebhookFailedAlarm": alarm(
            "A voice webhook failed: a caller heard an apology, or its fallback",
            {
                "Namespace": "Trunkline",
                "MetricName": "WebhookFailed",
                "Statistic": "Sum",
                "Dimensions": [{"Name": "center", "Value": {"Ref": "TablePrefix"}}],
            },
        ),
        "FunctionFailedAlarm": alarm("The function behind the URL failed", _of_api("Errors")),
        "ThrottledAlarm": alarm("A request was turned away: concurrency is used up", _of_api("Throttles")),
        "LostMessagesAlarm": alarm(
            "A timer or a job failed for good",
            {
                "Namespace": "AWS/SQS",
                "MetricName": "ApproximateNumberOfMessagesVisible",
                "Statistic": "Maximum",
                "Dimensions": [lost],
            },
        ),
    }


def _of_api(metric: str) -> dict[str, Any]:
    return {
        "Namespace": "AWS/Lambda",
        "MetricName": metric,
        "Statistic": "Sum",
        "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": API}}],
    }


def _functions(corrections: dict[str, Any]) -> dict[str, Any]:
    """The function URL, and its address for all the functions but its own, which would be a circle: that one
    learns it from its first request. Anybody may call it; the carrier signs, a browser brings a token."""
    address = {"Environment": {"Variables": {"TRUNKLINE_PUBLIC_URL": PUBLIC_URL}}}
    at_once = {"Fn::If": ["ReservesConcurrency", {"Ref": "ReservedConcurrency"}, {"Ref": "AWS::NoValue"}]}
    url = {"FunctionUrlConfig": {"AuthType": "NONE"}, "ReservedConcurrentExecutions": at_once}
    made = dict(corrections)
    for name in POLICIES:
        known = made.get(name, {})
        own = url if name == API else address
        made[name] = {**known, "Properties": {**known.get("Properties", {}), **own}}
    return made


# The stream tells screens: of new lines, those that hold events (chalicelib/contacts/lines.py puts these
# first), and of the steps of reservations, whose rows grow (courses.py). What a call writes for itself, and
# heads that are written again, wake nobody.
STREAM_FILTERS = [
    json.dumps(
        {"eventName": [change], "dynamodb": {"NewImage": {name: {"S": [{"prefix": beginning}]}}}},
        separators=(",", ":"),
    )
    for change, name, beginning in (("INSERT", "line", '{"e":'), ("MODIFY", "key", "WR"))
]


def _corrections() -> dict[str, Any]:
    """What Chalice cannot know: the ARN of the stream, what stands first, the path of the socket."""
    stream = {"Fn::GetAtt": ["EventsTable", "StreamArn"]}
    return {
        "PublishEvents": {
            "Properties": {
                "Events": {
                    "PublishEventsDynamodbEventSource": {
                        "Properties": {
                            "Stream": stream,
                            "MaximumRetryAttempts": 20,
                            "BisectBatchOnFunctionError": True,
                            # A screen may lag a second; offers are pushed by the webhooks themselves.
                            "MaximumBatchingWindowInSeconds": 1,
                            "FilterCriteria": {"Filters": [{"Pattern": each} for each in STREAM_FILTERS]},
                        }
                    }
                }
            }
        },
        "RunTimers": {"DependsOn": ["TimersQueue"]},
        "RunJobs": {"DependsOn": ["JobsQueue"]},
        "WebsocketAPIStage": {"Properties": {"StageName": "socket"}},
    }


def main() -> None:
    """Write the template of one stage."""
    parser = argparse.ArgumentParser(prog="infra.template")
    parser.add_argument("--stage", default="dev")
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    environment = stage_environment(arguments.stage)
    os.environ.update(environment)
    made = template(environment["TRUNKLINE_TABLE_PREFIX"])
    arguments.file.parent.mkdir(parents=True, exist_ok=True)
    arguments.file.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
