"""The one address of a center's browsers: CloudFront before web app, function URL and WebSocket API.

One origin: no CORS, no second certificate. The carrier posts to the function URL itself, without a fee.
"""

from typing import Any

# AWS's managed policies, by their published ids.
NO_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHE = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
SOCKET_HOST = "${WebsocketAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


def front(api: str) -> dict[str, Any]:
    """Bucket, its policy, access control and the distribution; `api` is the function behind the URL."""
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
            "Properties": {"DistributionConfig": _distribution(api)},
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


def _distribution(api: str) -> dict[str, Any]:
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
            _origin("api", _host_of({"Fn::GetAtt": [f"{api}Url", "FunctionUrl"]})),
            _origin("socket", {"Fn::Sub": SOCKET_HOST}),
        ],
        "DefaultCacheBehavior": {
            "TargetOriginId": "web",
            "ViewerProtocolPolicy": "redirect-to-https",
            "Compress": True,
            "CachePolicyId": CACHE,
            "ResponseHeadersPolicyId": SECURITY_HEADERS,
        },
        # The application expects `/api`, and the stage is named `socket`: a path needs no rewriting.
        "CacheBehaviors": [_api_behaviour("/api/*", "api"), _api_behaviour("/socket", "socket")],
    }


def _origin(name: str, host: dict[str, Any]) -> dict[str, Any]:
    return {
        "Id": name,
        "DomainName": host,
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
    }


def _host_of(url: dict[str, Any]) -> dict[str, Any]:
    """`https://id.lambda-url.region.on.aws/` without its ends."""
    return {"Fn::Select": [2, {"Fn::Split": ["/", url]}]}


def _api_behaviour(pattern: str, origin: str) -> dict[str, Any]:
    return {
        "PathPattern": pattern,
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": ALL_METHODS,
        "CachePolicyId": NO_CACHE,
        "OriginRequestPolicyId": ALL_BUT_HOST,
    }
