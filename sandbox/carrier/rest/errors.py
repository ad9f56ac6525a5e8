"""Errors of the REST API, in the carrier's JSON."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


class ApiError(Exception):
    """An answer that is not a success: HTTP status, the carrier's code, and what is wrong."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def not_found(what: str) -> ApiError:
    """404 with code 20404."""
    return ApiError(404, 20404, f"The requested resource {what} was not found")


def missing(name: str) -> ApiError:
    """400 for a parameter that has to be there."""
    return ApiError(400, 21201 if name == "To" else 20001, f"Missing required parameter {name}")


def error_response(error: ApiError) -> web.Response:
    """The error as the carrier writes it."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
    return web.Response(
        status=error.status, text=json.dumps(body), content_type="application/json", headers=headers
    )
