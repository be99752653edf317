"""Tokens as the Dashboard gives them to an app, signed by a key of the tests' own."""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "QXBwOjE="
LIFETIME = 300
"""Seconds, as Saleor's default is."""


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwks() -> dict[str, Any]:
    """The public half, as Saleor publishes it."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key().public_key())
    return {"keys": [json.loads(public) | {"kid": "1", "use": "sig", "alg": "RS256"}]}


def dashboard_token(api_url: str, permissions: tuple[str, ...] = ("MANAGE_ORDERS",), **changes: Any) -> str:
    """Claims as seen in Saleor 3.23."""
    now = int(time.time())
    claims = {
        "iat": now,
        "owner": "saleor",
        "iss": api_url,
        "exp": now + LIFETIME,
        "token": "AbC",
        "email": "staff@shop.example.com",
        "type": "thirdparty",
        "user_id": "VXNlcjox",
        "is_staff": True,
        "app": APP_ID,
        "permissions": list(permissions),
        "user_permissions": list(permissions),
    }
    return jwt.encode(claims | changes, key(), algorithm="RS256", headers={"kid": "1"})
