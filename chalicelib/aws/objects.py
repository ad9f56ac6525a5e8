"""Recordings and report files in S3."""

from botocore.exceptions import ClientError

from chalicelib.aws.clients import client
from chalicelib.aws.settings import settings
from chalicelib.problems import NotFound


def put(key: str, data: bytes, content_type: str) -> None:
    """Store an object; storing the same key again replaces it."""
    client("s3").put_object(Bucket=settings().bucket, Key=key, Body=data, ContentType=content_type)


def get(key: str) -> bytes:
    """The object's bytes; NotFound when there is none."""
    try:
        answer = client("s3").get_object(Bucket=settings().bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise NotFound(f"There is no object {key}.") from error
        raise
    body: bytes = answer["Body"].read()
    return body


def link(key: str, seconds: int = 900, filename: str | None = None) -> str:
    """An address that opens the object for `seconds` without signing in; `filename` makes it a download."""
    params = {"Bucket": settings().bucket, "Key": key}
    if filename:
        params["ResponseContentDisposition"] = f'attachment; filename="{filename}"'
    url: str = client("s3").generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)
    return url
