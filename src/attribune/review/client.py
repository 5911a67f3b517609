"""The connection to a Label Studio server, through its SDK: the token, retries, and errors that say what to do.

The SDK signs requests, with legacy tokens and with personal access tokens, which it exchanges for others that last some
minutes. What goes over the wire is plain JSON here: its models would copy every item of every result.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from attribune.errors import ServerError, SettingsError

TOKEN_VARIABLES = ("ATTRIBUNE_LABEL_STUDIO_TOKEN", "LABEL_STUDIO_API_KEY")
KEYRING_SERVICE = "attribune"

# Seconds to wait before each further try; with a server that names a time, that.
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
_LONGEST_PAUSE = 60.0
_OVERLOADED = {429, 500, 502, 503, 504}
# A batch of long articles takes a busy server minutes. Seconds.
_TIMEOUT = 600.0
_CONNECT_TIMEOUT = 10.0
# What a message shows of a server's answer, in characters.
_SHOWN = 300
_PAGE = 500

Filter = dict[str, Any]


class UnavailableError(ServerError):
    """The server was not there, was overloaded or did not answer in time: it may have done what it was asked or not.

    `pause` is the time that it asks to be left alone, in seconds.
    """

    def __init__(self, message: str, *, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


class RefusedError(ServerError):
    """The server says that what was sent is wrong; `reason` is what it says."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Server:
    """A Label Studio server. Every call may raise a ServerError with what to do about it."""

    def __init__(self, url: str, token: str, *, wait: Callable[[float], None] = time.sleep) -> None:
        """Prepare the connection; nothing is asked yet.

        Raises:
            SettingsError: The SDK is not installed.
            ServerError: The token has expired.
        """
        try:
            import httpx
            from label_studio_sdk import LabelStudio
            from label_studio_sdk.core.api_error import ApiError
        except ImportError as error:
            raise SettingsError("Label Studio's SDK is missing; install it: pip install 'attribune[review]'") from error
        self.url = url
        self._token = token
        self._wait = wait
        self._api_error = ApiError
        timeout = httpx.Timeout(_TIMEOUT, connect=_CONNECT_TIMEOUT)
        try:
            # A redirected POST would arrive as a GET.
            client = LabelStudio(
                base_url=f"{url}/",
                api_key=token,
                max_retries=0,
                httpx_client=httpx.Client(timeout=timeout, follow_redirects=False),
            )
        except ApiError as error:
            raise self._no_access(str(error.body)) from None
        self._request = client._client_wrapper.httpx_client.request

    def get(self, path: str, **query: Any) -> Any:
        """Return what the server has at a path."""
        return self._ask("GET", path, query, None, tries=len(_PAUSES) + 1)

    def send(self, method: str, path: str, body: object, *, repeatable: bool = True, **query: Any) -> Any:
        """Send JSON and return the answer.

        Args:
            method: POST or PATCH.
            path: Where to.
            body: What to send.
            repeatable: Sending it twice does no harm, so it is tried again where the server is unavailable.
            query: The parameters of the address.

        Raises:
            UnavailableError: The server may have got it, or not.
            RefusedError: The server says that it is wrong.
        """
        return self._ask(method, path, query, body, tries=len(_PAUSES) + 1 if repeatable else 1)

    def check(self) -> None:
        """Find out at once whether the server is there and accepts the token."""
        self._ask("GET", "api/current-user/whoami", {}, None, tries=1)

    def pause(self, attempt: int) -> bool:
        """Wait before the next try of something that failed, longer each time; False if that was the last try."""
        if attempt < len(_PAUSES):
            self._wait(_PAUSES[attempt])
        return attempt < len(_PAUSES)

    def tasks(self, project: int, fields: str, *filters: Filter, page: int = _PAGE) -> Iterator[dict[str, Any]]:
        """Yield the tasks of a project in the order of their ids, a page at a time, each as it is when its page comes.

        Args:
            project: Its id.
            fields: The names of the fields wanted, of tasks and of what is in them, comma separated; `id` is one.
            filters: What all have to hold for a task.
            page: How many are asked for at once.
        """
        last = 0
        while True:
            # By id and not by page number: nothing is passed over where tasks change or go in between.
            items = [*filters, {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": last}]
            query = {"filters": {"conjunction": "and", "items": items}, "ordering": ["tasks:id"]}
            found = self.get(
                "api/tasks", project=project, page_size=page, fields="all", include=fields, query=json.dumps(query)
            )["tasks"]
            yield from found
            if len(found) < page:
                return
            last = max(each["id"] for each in found)

    def _ask(self, method: str, path: str, query: dict[str, Any], body: object, *, tries: int) -> Any:
        for attempt in range(tries):
            try:
                return self._ask_once(method, path, query, body)
            except UnavailableError as error:
                if attempt + 1 == tries:
                    raise
                self._wait(_PAUSES[attempt] if error.pause is None else error.pause)
        raise AssertionError("tries is at least 1")

    def _ask_once(self, method: str, path: str, query: dict[str, Any], body: object) -> Any:
        import httpx

        try:
            response = self._request(
                path,
                method=method,
                params=query,
                content=None if body is None else json.dumps(body).encode(),
                headers={} if body is None else {"content-type": "application/json"},
                request_options={"max_retries": 0},
            )
        except self._api_error as error:
            # Only of the exchange of a personal access token.
            raise self._failure(error.status_code or 401, str(error.body)) from None
        except json.JSONDecodeError:
            raise self._web_page() from None
        except httpx.TimeoutException:
            raise UnavailableError(
                f"{self.url} did not answer in time; is it overloaded? The same command goes on"
            ) from None
        except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise UnavailableError(
                f"{self.url}: no server answers there ({self._clean(str(error))}); start one with "
                "`attribune review start`, or name yours with --url"
            ) from None
        except httpx.TransportError as error:
            raise UnavailableError(
                f"{self.url}: the connection was cut ({self._clean(str(error))}); the same command goes on"
            ) from None
        if response.is_redirect:
            where = response.headers.get("location", "elsewhere")
            raise ServerError(
                f"{self.url} sends requests on to {where}: give the address of Label Studio itself with --url"
            )
        if response.is_success and not response.content:
            return None
        try:
            answer = response.json()
        except ValueError:
            if response.status_code in _OVERLOADED:
                raise self._failure(response.status_code, "", response.headers.get("retry-after")) from None
            raise self._web_page() from None
        if response.is_success:
            return answer
        raise self._failure(response.status_code, _reason(answer), response.headers.get("retry-after"))

    def _failure(self, status: int, reason: str, retry_after: str | None = None) -> ServerError:
        reason = self._clean(reason)
        if status in (401, 403):
            return self._no_access(reason)
        if status in _OVERLOADED:
            pause = min(float(retry_after), _LONGEST_PAUSE) if retry_after and retry_after.isdigit() else None
            answer = f"{self.url} answers {status} {reason}".rstrip()
            return UnavailableError(f"{answer}; the same command goes on later", pause=pause)
        return RefusedError(f"{self.url} answers {status}: {reason}", reason)

    def _no_access(self, reason: str) -> ServerError:
        reason = self._clean(reason).rstrip(".")
        return ServerError(
            f"{self.url} does not accept the token: {reason}. Make one in Label Studio under Account & "
            f"Settings > Access Token and put it into the environment variable {TOKEN_VARIABLES[0]}"
        )

    def _web_page(self) -> ServerError:
        return ServerError(
            f"{self.url} answers with something that is not JSON: another service, or a proxy or sign-in page in "
            "between; give the address of Label Studio itself with --url"
        )

    def _clean(self, text: str) -> str:
        """Return text for a message: one line, not too long, without the token."""
        text = " ".join(text.replace(self._token, "***").split())
        return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def connect(url: str, *, wait: Callable[[float], None] = time.sleep) -> Server:
    """Return the server at an address, which was found to be there and to accept the token.

    Args:
        url: With or without a slash at its end.
        wait: Waits so many seconds before a further try.

    Raises:
        SettingsError: The address is none, no token was found, or the SDK is not installed.
        ServerError: The server is not there, is no Label Studio, or does not accept the token.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise SettingsError("--url must be an address like http://127.0.0.1:8080, without a user or password in it")
    address = url.rstrip("/")
    server = Server(address, find_token(address), wait=wait)
    server.check()
    return server


def find_token(url: str) -> str:
    """Return the token for a server: from the environment, the keyring, or of the server that attribune started.

    Raises:
        SettingsError: There is none, or it cannot be one.
    """
    stated = [(f"the environment variable {name}", os.environ.get(name)) for name in TOKEN_VARIABLES]
    for where, token in [*stated, ("the keyring", _keyring_token(url)), ("the local server", _local_token(url))]:
        if token is not None and token.strip():
            token = token.strip()
            if not (token.isascii() and token.isprintable()) or " " in token:
                raise SettingsError(f"what stands in {where} is no token: it has blanks or characters beyond ASCII")
            return token
    raise SettingsError(
        f"no token for {url}: make one in Label Studio under Account & Settings > Access Token and put it into the "
        f"environment variable {TOKEN_VARIABLES[0]}, or into the keyring: keyring set {KEYRING_SERVICE} {url}"
    )


def _keyring_token(url: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        token = keyring.get_password(KEYRING_SERVICE, url)
    except KeyringError:
        # Locked, or there is none on this machine.
        return None
    return token if isinstance(token, str) else None


def _local_token(url: str) -> str | None:
    if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
        return None
    from attribune.review.local_server import local_token

    return local_token()


def _reason(answer: Any) -> str:
    """Return what a Label Studio answer says is wrong."""
    if not isinstance(answer, dict):
        return str(answer)
    faults = answer.get("validation_errors")
    if isinstance(faults, dict):
        said = [str(each) for own in faults.values() for each in (own if isinstance(own, list) else [own]) if each]
        return "; ".join(said) or str(faults)
    return str(answer.get("detail") or answer)
