"""One webhook request: signed, with the call's cookies, retried by policy, redirects followed as GET."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

import aiohttp

from sandbox.carrier.webhooks.connection import ConnectionPolicy, read_policy
from sandbox.carrier.webhooks.signature import sign

MAX_REDIRECTS = 10
MAX_TWIML_BYTES = 64 * 1024
Cookies = dict[str, dict[str, str]]


class WebhookFailed(Exception):
    """The application did not answer properly; ``code`` is the carrier's error number."""

    def __init__(self, code: int, message: str, url: str) -> None:
        super().__init__(message)
        self.code, self.message, self.url = code, message, url


class _Attempt(Exception):
    """One try failed; ``kind`` is what the retry policy calls it."""

    def __init__(self, kind: str, code: int, message: str) -> None:
        super().__init__(message)
        self.kind, self.code, self.message = kind, code, message


@dataclass(frozen=True)
class WebhookAnswer:
    """What the application answered; ``url`` is where the last redirect led."""

    url: str
    status: int
    content_type: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")


class WebhookClient:
    """Makes the carrier's requests to applications."""

    def __init__(self, auth_token: str) -> None:
        self._auth_token = auth_token
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def request(
        self, method: str, url: str, params: Mapping[str, str], cookies: Cookies | None = None
    ) -> WebhookAnswer:
        """Ask ``url``. Raises ``WebhookFailed``: 11200 (bad status), 11205 (no connection) and the like."""
        bare, policy = read_policy(url)
        idempotency_token = str(uuid4())
        try:
            async with asyncio.timeout(policy.total_ms / 1000):
                return await self._tries(method, bare, params, cookies, policy, idempotency_token)
        except TimeoutError:
            raise WebhookFailed(11205, f"No answer in {policy.total_ms} ms", bare) from None
        except _Attempt as failed:
            raise WebhookFailed(failed.code, failed.message, bare) from None

    async def _tries(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        cookies: Cookies | None,
        policy: ConnectionPolicy,
        idempotency_token: str,
    ) -> WebhookAnswer:
        for left in range(policy.retries, -1, -1):
            headers = {} if left == policy.retries else {"I-Twilio-Idempotency-Token": idempotency_token}
            try:
                return await self._follow(method, url, params, cookies, policy, headers)
            except _Attempt as failed:
                if left == 0 or not policy.retries_after(failed.kind):
                    raise
        raise AssertionError("the loop returns or raises")

    async def _follow(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        cookies: Cookies | None,
        policy: ConnectionPolicy,
        headers: dict[str, str],
    ) -> WebhookAnswer:
        """Follow redirects; as documented they turn into GET and lose the form."""
        for _ in range(MAX_REDIRECTS):
            answer, location = await self._once(method, url, params, cookies, policy, headers)
            if location is None:
                return answer
            url, method, params = urljoin(url, location), "GET", {}
        raise _Attempt("4xx", 11215, "Too many HTTP redirects")

    async def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        cookies: Cookies | None,
        policy: ConnectionPolicy,
        headers: dict[str, str],
    ) -> tuple[WebhookAnswer, str | None]:
        form, asked = (dict(params) if method.upper() == "POST" else {}), url
        if not form and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
        jar = cookies.setdefault(urlsplit(url).netloc, {}) if cookies is not None else {}
        sent = {
            **headers,
            "X-Twilio-Signature": sign(self._auth_token, url, form),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            **({"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())} if jar else {}),
        }
        limits = aiohttp.ClientTimeout(sock_connect=policy.connect_ms / 1000, sock_read=policy.read_ms / 1000)
        try:
            async with self._open().request(
                method,
                _verbatim(url),
                data=form if method.upper() == "POST" else None,
                headers=sent,
                timeout=limits,
                allow_redirects=False,
            ) as response:
                body = await response.read()
                jar.update({name: morsel.value for name, morsel in response.cookies.items()})
                return _judged(asked, response, body)
        except (aiohttp.ServerTimeoutError, TimeoutError) as late:
            kind = "ct" if isinstance(late, aiohttp.ConnectionTimeoutError) else "rt"
            raise _Attempt(kind, 11205, f"HTTP connection failure: {type(late).__name__}") from None
        except (aiohttp.ClientError, OSError) as broken:
            raise _Attempt("ct", 11205, f"HTTP connection failure: {broken}") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Cookies belong to one call, never to the connection pool.
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=60)
            )
        return self._session


def _verbatim(url: str) -> "aiohttp.typedefs.StrOrURL":
    """The URL exactly as configured: re-quoting it would break the signature."""
    from yarl import URL

    return URL(url, encoded=True)


def _judged(url: str, response: aiohttp.ClientResponse, body: bytes) -> tuple[WebhookAnswer, str | None]:
    if response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
        location: str | None = response.headers["Location"]
    elif response.status >= 400:
        kind = "5xx" if response.status >= 500 else "4xx"
        raise _Attempt(kind, 11200, f"HTTP retrieval failure: status {response.status}")
    else:
        location = None
    if len(body) > MAX_TWIML_BYTES and location is None and "xml" in response.content_type:
        raise _Attempt("4xx", 11750, "TwiML response body too large (64 kB)")
    return WebhookAnswer(url, response.status, response.content_type, body), location
