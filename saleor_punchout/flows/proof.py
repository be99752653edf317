"""Whether a secret is the right one, found out in a time that tells nothing about it."""

from __future__ import annotations

import hmac

from saleor_punchout import vault


def equal(given: str, expected: str) -> bool:
    """Whether two texts are the same; the time does not tell how much of them is."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


def is_shared_secret(given: str, secret: str) -> bool:
    """Whether ``given`` is ``secret``, blanks around it aside. An empty secret proves nothing."""
    return any([equal(given, secret), equal(given.strip(), secret)]) and bool(secret)


def spend_the_time_of_a_comparison() -> None:
    """An unknown caller takes as long as a known one with a wrong secret."""
    equal("", vault.unseal(vault.seal("")))
