"""What Saleor signs: its webhooks, and the tokens by which its Dashboard tells who looks at our pages.

One key signs both, and every customer's log-in as well. So a good signature says only that Saleor wrote *something*;
what it wrote, and for whom, is checked here too. Keys are a JWK Set (RFC 7517), a webhook's signature a detached JWS
(RFC 7797), a token a JWT (RFC 7519).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt

from saleor_punchout.exceptions import NotGenuine, SaleorUnreachable, UnknownKey
from saleor_punchout.gateway.transports import fetch

ALGORITHMS = ["RS256"]
"""The one that Saleor signs with; any other would let the sender choose how it is checked."""
MAX_KEYS = 64 * 1024
KEYS_TIMEOUT = 5
"""Seconds: a webhook or a page waits meanwhile."""
LEEWAY = 5
"""Seconds by which the clocks may differ."""
_DETACHED = re.compile(r"[\w-]+\.\.[\w-]+", re.ASCII)

Keys = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, as the Dashboard names them to an app."""

    email: str
    permissions: frozenset[str]


def fetch_keys(api_url: str) -> dict[str, Any]:
    """The JWK Set of a Saleor, with its RSA keys alone. Raises :class:`GatewayError` where there is none."""
    parts = urlsplit(api_url)
    url = f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"
    keys = fetch(url, limit=MAX_KEYS, timeout=KEYS_TIMEOUT).get("keys")
    usable = [key for key in keys if _is_rsa(key)] if isinstance(keys, list) else []
    if not usable:
        raise SaleorUnreachable(f"{url} holds no public keys.")
    return {"keys": usable}


def _is_rsa(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") == "RSA" and isinstance(key.get("kid"), str)


def check_signature(signature: str, body: bytes, keys: Keys) -> None:
    """Raise :class:`NotGenuine` unless the signature of a webhook was made of this body by one of the keys.

    Only a detached one will do. One that carries its own payload, such as any customer's token, is valid by itself,
    and older releases of PyJWT then take any body beside it.
    """
    header = _header(signature)
    if not _DETACHED.fullmatch(signature) or header.get("b64") is not False or header.get("crit") != ["b64"]:
        raise NotGenuine("The signature is not of the detached form that Saleor makes.")
    key = _key(header, keys)
    try:
        jwt.PyJWS(algorithms=ALGORITHMS).decode(signature, key, algorithms=ALGORITHMS, detached_payload=body)
    except (jwt.PyJWTError, ValueError) as error:
        raise NotGenuine(f"The signature does not fit the body: {type(error).__name__}.") from None


def issuer_of(token: str) -> str:
    """The Saleor that a token names, unchecked: good for looking up whose keys to check it with, and nothing else."""
    try:
        return str(jwt.decode(token, options={"verify_signature": False}).get("iss") or "")
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NotGenuine(f"The token cannot be read: {type(error).__name__}.") from None


def read_staff(token: str, keys: Keys, *, api_url: str, app_id: str) -> Staff:
    """Who shows the token. Raises :class:`NotGenuine` unless that Saleor gave it to a member of its staff for our app,
    a few minutes ago."""
    key = _key(_header(token), keys)
    try:
        claims = jwt.decode(
            token, key, algorithms=ALGORITHMS, issuer=api_url, leeway=LEEWAY, options={"require": ["exp", "iat", "iss"]}
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NotGenuine(f"The token is not valid: {type(error).__name__}.") from None
    if claims.get("type") != "thirdparty" or not app_id or claims.get("app") != app_id:
        raise NotGenuine("The token was not made for this app.")
    if claims.get("is_staff") is not True:
        raise NotGenuine("The token is not one of the staff.")
    permissions = claims.get("user_permissions")
    names = permissions if isinstance(permissions, list) else []
    return Staff(str(claims.get("email") or ""), frozenset(name for name in names if isinstance(name, str)))


def _header(token: str) -> dict[str, Any]:
    try:
        return jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NotGenuine(f"There is no signature that can be read: {type(error).__name__}.") from None


def _key(header: Mapping[str, Any], keys: Keys) -> Any:
    """The public key that the header names, for our algorithm, whatever the header says of it."""
    for key in keys.get("keys", []):
        if key["kid"] == header.get("kid"):
            try:
                return jwt.PyJWK(key, algorithm=ALGORITHMS[0]).key
            except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
                raise NotGenuine(f"That key of Saleor's cannot be used: {type(error).__name__}.") from None
    raise UnknownKey("The signature was made with a key that Saleor does not publish.")
