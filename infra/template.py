"""The template that `chalice package --merge-template` merges into its own.

    python -m infra.template --stage dev build/dev/infra.json

Chalice makes the functions, their roles, the REST and the WebSocket API. This makes what they use, and the
one address that carrier and browser see: CloudFront in front of the web app, `/api/*` and `/socket`.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from infra.front import front
from infra.tables import tables

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("auth_token", "api_key_sid", "api_key_secret", "session_key")
# A message is hidden for six times its function's time, as AWS recommends for Lambda.
QUEUES = {"Timers": ("timers", 180), "Jobs": ("jobs", 1800)}
RECEIVES_BEFORE_GIVING_UP = 8
KEPT_SECONDS = 14 * 86400


def stage_environment(stage: str) -> dict[str, str]:
    """The environment that Chalice gives the functions of a stage; names of tables and queues follow it."""
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    return {**config["environment_variables"], **config["stages"][stage]["environment_variables"]}


def template(prefix: str) -> dict[str, Any]:
    """The template for the tables' prefix with which the rooms were imported."""
    return {
        "Parameters": _parameters(prefix),
        "Globals": {"Function": {"Environment": {"Variables": _variables()}}},
        "Resources": {
            **tables(prefix),
            **_queues(prefix),
            **_objects(),
            **_alarms(),
            **front(),
            **_corrections(),
        },
        "Outputs": {
            "WebUrl": {"Value": {"Fn::Sub": "https://${DomainName}"}},
            "WebBucketName": {"Value": {"Ref": "WebBucket"}},
            "DistributionDomain": {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}},
            "SocketUrl": {"Value": {"Fn::Sub": "wss://${DomainName}/socket"}},
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
    }


def _variables() -> dict[str, Any]:
    """Settings that are known in the cloud only. A function that named the REST API or the distribution would
    close a circle, so the public address is the parameter."""
    secrets = {
        f"TRUNKLINE_{name.upper()}": {
            "Fn::Sub": "{{resolve:secretsmanager:${SecretName}:SecretString:" + name + "}}"
        }
        for name in SECRETS
    }
    return {
        "TRUNKLINE_PUBLIC_URL": {"Fn::Sub": "https://${DomainName}/api"},
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
    """A caller who heard an apology, and a message that nobody could handle."""

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
        "FunctionFailedAlarm": alarm(
            "The REST handler failed",
            {
                "Namespace": "AWS/Lambda",
                "MetricName": "Errors",
                "Statistic": "Sum",
                "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "APIHandler"}}],
            },
        ),
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
