"""DynamoDB's operations on rows, asked without botocore's layers.

What DynamoDB takes and answers is JSON as pynamodb writes and reads it, so an answer that is in order needs
no more than botocore's signature and a reader (ADR 0021). What is not in order is botocore's again: it reads
the error, decides whether to try again and how long to rest, and raises in its own words. Its events are told
as ever.
"""

import base64
import json
import time
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import HTTPClientError
from botocore.hooks import first_non_none_response
from botocore.parsers import create_parser

from chalicelib.aws.transport import Answer, Transport, host_of, response_of

_OPERATIONS = frozenset(
    {
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan",
        "TransactGetItems", "TransactWriteItems", "UpdateItem",
    }
)  # fmt: skip
_BLOB = '"B'


def ask_directly(client: Any, transport: Transport) -> None:
    """Have botocore's `client` of DynamoDB ask for rows in this way, if its address is one that we sign."""
    credentials = client._request_signer._credentials
    if credentials is not None and urlsplit(client.meta.endpoint_url).path in ("", "/"):
        client._make_api_call = Direct(client, transport, credentials).call


class Direct:
    """Stands in the place of a client's own `_make_api_call`."""

    def __init__(self, client: Any, transport: Transport, credentials: Any) -> None:
        self._client, self._transport = client, transport
        self._botocores = client._make_api_call
        self._url = client.meta.endpoint_url
        self._host = host_of(self._url)
        service = client.meta.service_model.metadata
        self._target = service["targetPrefix"]
        self._type = f"application/x-amz-json-{service['jsonVersion']}"
        # They may change from one request to the next.
        self._credentials, self._region = credentials, client.meta.region_name

    def call(self, operation: str, params: dict[str, Any]) -> Any:
        """The answer to an operation; botocore's ClientError for what DynamoDB refuses."""
        if operation not in _OPERATIONS:
            return self._botocores(operation, params)
        client, name = self._client, f"dynamodb.{operation}"
        model = client.meta.service_model.operation_model(operation)
        context: dict[str, Any] = {
            "client_region": client.meta.region_name,
            "client_config": client.meta.config,
            "retries": {},
        }
        params = client._emit_api_params(api_params=params, operation_model=model, context=context)
        request = {"headers": {}, "body": params, "context": context}
        client.meta.events.emit(f"before-call.{name}", model=model, params=request, context=context)
        body = json.dumps(params, default=_written_blob).encode()
        http, parsed = self._asked(operation, model, body, request)
        client.meta.events.emit(
            f"after-call.{name}", http_response=http, parsed=parsed, model=model, context=context
        )
        if http.status_code >= 300:
            raise client.exceptions.from_code(parsed["Error"]["Code"])(parsed, operation)
        return parsed

    def _asked(
        self, operation: str, model: Any, body: bytes, request: dict[str, Any]
    ) -> tuple[Answer | AWSResponse, Any]:
        """As often as botocore's rules have it."""
        for attempt in range(1, 100):
            answer, error = self._once(operation, body)
            if answer and answer.status_code == 200 and _is_whole(answer):
                return answer, _read(answer, attempt)
            found = (response_of(self._url, answer), _error(answer, model)) if answer else None
            if not self._rests(attempt, model, request, found, error):
                break
        if error:
            raise error
        assert found
        return found

    def _once(self, operation: str, body: bytes) -> tuple[Answer | None, Exception | None]:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self._signed(operation, body).items())
        try:
            return self._transport.ask(self._url, f"POST / HTTP/1.1\r\n{lines}\r\n".encode() + body), None
        except HTTPClientError as error:
            return None, error

    def _signed(self, operation: str, body: bytes) -> Any:
        """The headers of a request, signed."""
        headers = {
            "Host": self._host,
            "Content-Type": self._type,
            "X-Amz-Target": f"{self._target}.{operation}",
        }
        request = AWSRequest("POST", self._url, data=body, headers=headers)
        frozen = self._credentials.get_frozen_credentials()
        SigV4Auth(frozen, "dynamodb", self._region).add_auth(request)
        request.headers["Content-Length"] = str(len(body))
        return request.headers

    def _rests(
        self, attempt: int, model: Any, request: dict[str, Any], found: Any, error: Exception | None
    ) -> bool:
        """Whether to try again, after the rest that botocore takes; what is refused for good is not."""
        asked = self._client.meta.events.emit(
            f"needs-retry.dynamodb.{model.name}",
            response=found,
            endpoint=self._client._endpoint,
            operation=model,
            attempts=attempt,
            caught_exception=error,
            request_dict=request,
        )
        seconds = first_non_none_response(asked)
        if seconds is None or seconds is False:
            return False
        time.sleep(seconds)
        return True


def _is_whole(answer: Answer) -> bool:
    said = answer.headers.get("x-amz-crc32")
    return said is None or int(said) == crc32(answer.content)


def _read(answer: Answer, attempt: int) -> Any:
    text = answer.content.decode()
    # Few rows hold bytes; most answers need no second look at each of their parts.
    parsed = json.loads(text, object_hook=_read_blob if _BLOB in text else None)
    parsed["ResponseMetadata"] = {
        "RequestId": answer.headers.get("x-amzn-requestid", ""),
        "HTTPStatusCode": answer.status_code,
        "HTTPHeaders": answer.headers,
        "RetryAttempts": attempt - 1,
    }
    return parsed


def _error(answer: Answer, model: Any) -> Any:
    """What botocore makes of a refusal: its code and words, and what else this refusal tells."""
    said = {"status_code": answer.status_code, "headers": answer.headers, "body": answer.content}
    parser = create_parser("json")
    parsed = parser.parse(said, model.output_shape)
    code = parsed.get("Error", {}).get("Code")
    shape = model.service_model.shape_for_error_code(code) if code else None
    return parsed | parser.parse(said, shape) if shape else parsed


def _written_blob(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    raise TypeError(f"DynamoDB takes no {type(value).__name__}")


def _read_blob(found: dict[str, Any]) -> dict[str, Any]:
    """A typed value that is bytes, or a set of them, is read as botocore does."""
    if len(found) == 1:
        if isinstance(text := found.get("B"), str):
            return {"B": base64.b64decode(text)}
        if isinstance(texts := found.get("BS"), list):
            return {"BS": [base64.b64decode(text) for text in texts]}
    return found
