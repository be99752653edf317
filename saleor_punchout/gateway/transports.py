"""The ways to Saleor. Each takes a GraphQL document and gives back Saleor's answer, or raises a GatewayError.

A transport neither knows what it carries nor decides what an answer means: that is the client's part.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any, Protocol

import requests
from django.utils.module_loading import import_string

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import AddressForbidden, ConfigurationError, SaleorForbids, SaleorUnreachable
from saleor_punchout.gateway.reaching import asked_to_wait, new_session, reaching

MAX_ANSWER = 32 * 1024 * 1024

Answer = dict[str, Any]
"""``data`` and ``errors`` as GraphQL defines them, with every number that is not whole as Decimal."""


class Transport(Protocol):
    """One Saleor, reachable in one way."""

    def execute(self, document: str, variables: Mapping[str, Any]) -> Answer:
        """Saleor's answer. Raises :class:`SaleorUnreachable` where there is none: it may or may not have acted."""
        ...


def transport_for(api_url: str, token: str) -> Transport:
    """The transport that the settings name, for one installation."""
    factory = import_string(settings.transport)
    transport: Transport = factory(api_url, token)
    return transport


class HttpTransport:
    """GraphQL over HTTPS with the app token. No redirects, no proxies, no addresses inside our own network."""

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url
        self._token = token.strip()

    def execute(self, document: str, variables: Mapping[str, Any]) -> Answer:
        payload = json.dumps({"query": document, "variables": variables}, default=plain).encode()
        headers = _headers(self._token)
        with (
            _reaching(self._api_url),
            _session().post(self._api_url, data=payload, headers=headers, stream=True) as response,
        ):
            return _read(response, MAX_ANSWER)


def fetch(url: str, *, limit: int, timeout: float) -> Answer:
    """The JSON object at an address that anybody may read, with the same care. ``limit`` in bytes, ``timeout`` in
    seconds for each of connecting and reading."""
    with _reaching(url), _session().get(url, timeout=(timeout, timeout), stream=True) as response:
        return _read(response, limit)


def _reaching(url: str) -> AbstractContextManager[None]:
    return reaching(url, SaleorUnreachable, "PUNCHOUT_ALLOW_PRIVATE_ADDRESSES")


def _headers(token: str) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if not (token.isascii() and token.isprintable()):  # requests would show all of it in its own error
        raise ConfigurationError("The app token holds characters that no header can carry. Set it again.")
    return headers | {"Authorization": f"Bearer {token}"} if token else headers


def plain(value: object) -> str:
    """How a variable travels that JSON does not know."""
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} does not travel in GraphQL variables.")


def _read(response: requests.Response, limit: int) -> Answer:
    body = response.raw.read(limit + 1, decode_content=True)
    if len(body) > limit:
        raise SaleorUnreachable(f"Saleor's answer is longer than {limit:,} bytes.")
    if response.is_redirect:
        raise AddressForbidden("Saleor answered with a redirect. Write the final address of its API.")
    if response.status_code in (401, 403):
        raise SaleorForbids("Saleor does not accept our token. Install the app again, or give it a new token.")
    if response.status_code >= 500 or response.status_code == 429:
        wait = asked_to_wait(response.headers.get("Retry-After", ""))
        raise SaleorUnreachable(f"Saleor answered with HTTP {response.status_code}.", wait=wait)
    try:
        answer = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise SaleorUnreachable("Saleor's answer is not JSON. Check that the address ends in /graphql/.") from error
    if not isinstance(answer, dict):
        raise SaleorUnreachable("Saleor's answer is not a GraphQL answer.")
    return answer


class _Sessions(threading.local):
    """One keep-alive session per thread and setting."""

    def __init__(self) -> None:
        self.by_setting: dict[tuple[bool, int], requests.Session] = {}


_sessions = _Sessions()


def _session() -> requests.Session:
    key = (settings.allow_private_addresses, settings.saleor_timeout)
    if key not in _sessions.by_setting:
        private, timeout = key
        _sessions.by_setting[key] = new_session(timeout, private=private)
    return _sessions.by_setting[key]
