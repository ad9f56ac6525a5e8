"""The one address of a center: CloudFront before the web app's bucket, the REST API and the WebSocket API.

One origin for the browser: no CORS, no second certificate, and the carrier's signatures are over one name.
"""

from typing import Any

# AWS's managed policies, by their published ids.
NO_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHE = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


def front() -> dict[str, Any]:
    """Bucket, its policy, access control and the distribution."""
    return {
        "WebBucket": _bucket(),
        "WebBucketPolicy": _policy(),
        "WebAccess": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            "Properties": {
                "OriginAccessControlConfig": {
                    "Name": {"Fn::Sub": "${AWS::StackName}-web"},
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        },
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution()},
        },
    }


def _bucket() -> dict[str, Any]:
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    encrypted = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [encrypted]},
            "PublicAccessBlockConfiguration": dict.fromkeys(names, True),
        },
    }


def _policy() -> dict[str, Any]:
    ours = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "${WebBucket.Arn}/*"},
        "Condition": {"StringEquals": {"AWS:SourceArn": {"Fn::Sub": ours}}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "WebBucket"}, "PolicyDocument": document},
    }


def _distribution() -> dict[str, Any]:
    return {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "DefaultRootObject": "index.html",
        "Aliases": [{"Ref": "DomainName"}],
        "ViewerCertificate": {
            "AcmCertificateArn": {"Ref": "CertificateArn"},
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        "Origins": [
            {
                "Id": "web",
                "DomainName": {"Fn::GetAtt": ["WebBucket", "RegionalDomainName"]},
                "OriginAccessControlId": {"Ref": "WebAccess"},
                "S3OriginConfig": {"OriginAccessIdentity": ""},
            },
            _api_origin("api", "RestAPI"),
            _api_origin("socket", "WebsocketAPI"),
        ],
        "DefaultCacheBehavior": {
            "TargetOriginId": "web",
            "ViewerProtocolPolicy": "redirect-to-https",
            "Compress": True,
            "CachePolicyId": CACHE,
            "ResponseHeadersPolicyId": SECURITY_HEADERS,
        },
        # The stages are named `api` and `socket`, so a path needs no rewriting.
        "CacheBehaviors": [_api_behaviour("/api/*", "api"), _api_behaviour("/socket", "socket")],
    }


def _api_origin(name: str, api: str) -> dict[str, Any]:
    host = f"${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}"
    return {
        "Id": name,
        "DomainName": {"Fn::Sub": host},
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
    }


def _api_behaviour(pattern: str, origin: str) -> dict[str, Any]:
    return {
        "PathPattern": pattern,
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": ALL_METHODS,
        "CachePolicyId": NO_CACHE,
        "OriginRequestPolicyId": ALL_BUT_HOST,
    }
