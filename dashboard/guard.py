"""What stands before every request: security headers, and of an app for this machine only a refusal of all others."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.entrance import Entrance, Mode, is_loopback

FORWARDED = {b"forwarded", b"via", b"x-real-ip", b"cf-connecting-ip", b"true-client-ip"}
"""Headers of a request that somebody passes on; those that begin with x-forwarded- too."""
UPLOADS, METRICS = "/_stcore/upload_file/", "/_stcore/metrics"
MOST_SESSIONS = 5_000
OPEN_TO_UPLOADS: dict[str, None] = {}
"""Sessions whose person may load files, the latest last."""
POLICY = "; ".join(
    [
        "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' data: blob:",
        "worker-src 'self' blob:", "frame-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)  # fmt: skip
"""The framework's page has scripts and styles in its text; nothing comes from, or goes to, another server."""
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"content-security-policy": POLICY.encode(),
}
FOR_A_YEAR = b"max-age=31536000"


def open_to_uploads(session: str) -> None:
    """Take files from a session from now on."""
    OPEN_TO_UPLOADS.pop(session, None)
    OPEN_TO_UPLOADS[session] = None
    while len(OPEN_TO_UPLOADS) > MOST_SESSIONS:
        OPEN_TO_UPLOADS.pop(next(iter(OPEN_TO_UPLOADS)))


class Guard:
    """Wraps the app."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self._app, self._mode = app, entrance.mode
        self._is_secure = urlsplit(str(entrance.auth.get("redirect_uri", ""))).scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        why = self._refused(scope)
        if why:
            await _refuse(scope, receive, send, why)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._dressed(message.get("headers", ()))}
            await send(message)

        await self._app(scope, receive, dressed)

    def _refused(self, scope: Scope) -> str:
        """Why a request is not answered; '' where it is."""
        headers = {name.lower(): value.decode("latin-1") for name, value in reversed(list(scope["headers"]))}
        client = str((scope.get("client") or ("",))[0])
        is_ours = is_loopback(client) and not any(n in FORWARDED or n.startswith(b"x-forwarded-") for n in headers)
        if self._mode == Mode.LOCAL and not (is_ours and _is_loopback_host(headers) and _is_from_here(headers)):
            return "This dashboard serves its own machine only, without sign-in."
        path = str(scope.get("path", ""))
        if path.endswith(METRICS) and not is_ours:
            return "Numbers of sessions are for the administrator of this machine."
        if UPLOADS in path and scope.get("method") != "OPTIONS":
            session = path.partition(UPLOADS)[2].partition("/")[0]
            if session not in OPEN_TO_UPLOADS:
                return "Files are loaded by those who may."
        return ""

    def _dressed(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers with ours; of a cookie over https also that it goes no other way."""
        found = []
        for name, value in headers:
            if name.lower() == b"set-cookie" and self._is_secure and b"secure" not in value.lower().split(b"; "):
                value += b"; Secure"
            if name.lower() not in HEADERS:
                found.append((name, value))
        found += HEADERS.items()
        return [*found, (b"strict-transport-security", FOR_A_YEAR)] if self._is_secure else found


def _is_loopback_host(headers: Mapping[bytes, str]) -> bool:
    """Whether the request is for this machine by name: a name elsewhere may be pointed here."""
    return is_loopback(_host(headers.get(b"host", "")))


def _is_from_here(headers: Mapping[bytes, str]) -> bool:
    """Whether the page that asks, where one is told, is a page of this server: not one of another port."""
    origin = headers.get(b"origin", "")
    return not origin or urlsplit(origin).netloc == headers.get(b"host", "")


def _host(told: str) -> str:
    """The name or address in a Host header; '' for what is none."""
    try:
        return "" if "@" in told else urlsplit(f"//{told}").hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS.items()]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
