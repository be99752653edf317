"""A Saleor at the other end of a real connection, as far as an app sees it: its keys, its apps, what it signs."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from saleor_punchout.flows.installation import PERMISSIONS

APP_ID = "QXBwOjQ="
TOKEN = "app-token-8Kz3"
STAFF_EMAIL = "zoe@shop.example.com"
UPDATED_AT = "2026-03-02T09:30:00.123456+00:00"


@lru_cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """A real key, made once for all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Saleor:
    """``keys`` are the names of those that it publishes, it signs with the first; ``asked`` is what it was asked."""

    def __init__(self) -> None:
        self.keys = ["first"]
        self.apps: dict[str, dict[str, Any] | None] = {TOKEN: self.app()}
        """By token; None for one of staff."""
        self.asked: list[str] = []
        self.has_keys = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.api_url = f"http://127.0.0.1:{self._server.server_port}/graphql/"

    def __enter__(self) -> Saleor:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def app(**changes: Any) -> dict[str, Any]:
        permissions = [{"code": name} for name in PERMISSIONS]
        return {"id": APP_ID, "identifier": "saleor-punchout", "permissions": permissions} | changes

    @property
    def key_questions(self) -> int:
        return self.asked.count("keys")

    def published(self) -> dict[str, Any]:
        return {"keys": [self._published(name) for name in self.keys]}

    def _published(self, name: str) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True)
        return key | {"use": "sig", "kid": name, "alg": "RS256"}

    def sign(self, body: bytes, *, key: str = "", **headers: Any) -> str:
        """The signature of a webhook; ``headers`` replace those that Saleor writes."""
        name = key or self.keys[0]
        written = {"kid": name, "crit": ["b64"]} | headers
        return jwt.PyJWS().encode(body, private_key(name), "RS256", headers=written, is_payload_detached=True)

    def delivery(self, event: str, told: dict[str, Any] | None = None, **order: Any) -> dict[str, Any]:
        """Body and headers of a webhook, as arguments of a test client."""
        news = {
            "__typename": event.title().replace("_", ""),
            "issuedAt": UPDATED_AT,
            "recipient": {"id": APP_ID},
            "order": {"id": "T3JkZXI6MQ==", "number": "17", "status": "UNCONFIRMED", "updatedAt": UPDATED_AT} | order,
        }
        return self.signed(event, json.dumps(news | (told or {})).encode())

    def signed(self, event: str, body: bytes, signature: str | None = None) -> dict[str, Any]:
        headers = {
            "Saleor-Event": event.lower(),
            "Saleor-Api-Url": self.api_url,
            "Saleor-Signature": self.sign(body) if signature is None else signature,
        }
        return {"data": body, "content_type": "application/json", "headers": headers}

    def staff_token(self, *, key: str = "", **claims: Any) -> str:
        """What the Dashboard gives to a page of ours; a claim of None is left out."""
        now = int(time.time())
        told = {
            "iss": self.api_url,
            "owner": "saleor",
            "type": "thirdparty",
            "iat": now,
            "exp": now + 300,
            "email": STAFF_EMAIL,
            "is_staff": True,
            "app": APP_ID,
            "permissions": ["MANAGE_ORDERS"],
            "user_permissions": ["MANAGE_ORDERS", "MANAGE_PRODUCTS"],
        } | claims
        name = key or self.keys[0]
        payload = {claim: value for claim, value in told.items() if value is not None}
        return jwt.encode(payload, private_key(name), "RS256", headers={"kid": name})


def signed_with_public_key(header: dict[str, Any], payload: bytes) -> tuple[str, str]:
    """Header and signature of HS256 whose secret is Saleor's public key, which everybody has. By hand, for no library
    makes such a thing."""
    kinds = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    secret = private_key(header["kid"]).public_key().public_bytes(*kinds)
    written = jwt.utils.base64url_encode(json.dumps(header | {"alg": "HS256"}).encode())
    made = hmac.new(secret, written + b"." + payload, hashlib.sha256).digest()
    return written.decode(), jwt.utils.base64url_encode(made).decode()


def _handler(saleor: Saleor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            saleor.asked.append("keys")
            found = self.path == "/.well-known/jwks.json" and saleor.has_keys
            self._answer(200 if found else 404, saleor.published() if found else {})

        def do_POST(self) -> None:
            saleor.asked.append("app")
            self.rfile.read(int(self.headers["Content-Length"]))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in saleor.apps:
                refusal = {"message": "Not for you.", "extensions": {"exception": {"code": "PermissionDenied"}}}
                self._answer(200, {"errors": [refusal], "data": None})
            else:
                self._answer(200, {"data": {"app": saleor.apps[token], "shop": {"version": "3.23.28"}}})

        def _answer(self, status: int, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    return Handler
