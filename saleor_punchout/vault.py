"""Keeping secrets: sealing what must be read again, hashing what must only be recognised, signing what travels.

Shared secrets are sealed rather than hashed, for a CredentialMac can be checked only with the secret itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings as django_settings

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import ConfigurationError

SIGNATURE_LENGTH = 13
"""Characters of a signature: 65 bits, in the letters that every procurement system keeps (no ``?``, no capitals)."""


def seal(text: str) -> str:
    """``text`` encrypted under the newest key."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text that was sealed under any of the keys. A lost key fails closed: :class:`ConfigurationError`."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ConfigurationError(
            "A stored secret was sealed under a key that is not in PUNCHOUT_ENCRYPTION_KEYS. Add the old key at the"
            " end of the list."
        ) from None


def new_token() -> str:
    """A bearer token of 256 random bits for a URL."""
    return secrets.token_urlsafe(32)


def new_key(length: int = 10) -> str:
    """A short random name in lower-case letters and digits, five bits a character."""
    return _base32(secrets.token_bytes(length))[:length]


def fingerprint(token: str) -> str:
    """What is stored of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(message: str) -> str:
    """A short signature of ``message`` under the newest key."""
    return _signature(_keys()[0], message)


def is_signed(message: str, signature: str) -> bool:
    """Whether ``signature`` was made of ``message`` under any of the keys; letters may have changed their case."""
    given = signature.lower().encode()
    return any([hmac.compare_digest(_signature(key, message).encode(), given) for key in _keys()])


def _signature(key: str, message: str) -> str:
    digest = hmac.new(key.encode("ascii"), message.encode(), hashlib.sha256).digest()
    return _base32(digest)[:SIGNATURE_LENGTH]


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").lower().rstrip("=")


def _keys() -> list[str]:
    if settings.encryption_keys:
        return settings.encryption_keys
    fallbacks: list[str] = django_settings.SECRET_KEY_FALLBACKS
    return [_derived(key) for key in (django_settings.SECRET_KEY, *fallbacks)]


@lru_cache(maxsize=16)
def _derived(secret_key: str) -> str:
    digest = hashlib.sha256(b"saleor-punchout sealing\0" + secret_key.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def _fernet() -> MultiFernet:
    return _fernet_of(tuple(_keys()))


@lru_cache(maxsize=4)
def _fernet_of(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except (ValueError, TypeError):
        raise ConfigurationError(
            "PUNCHOUT_ENCRYPTION_KEYS holds a value that is no Fernet key. Make one with: python -c"
            ' "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from None
