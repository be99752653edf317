"""What is kept of a call whose login is not proven.

Staff compare the names of its parameters with the partner's settings. Which value is the password nobody can say then:
it may stand under another name, in the place of the user name, or in an address.
"""

from __future__ import annotations

from collections.abc import Iterable

from saleor_punchout.documents import lexical
from saleor_punchout.documents.oci.call_up import SAPEVENT, STANDARD, ParameterNames
from saleor_punchout.documents.redaction import MASK, redacted_pairs

ADDRESSES = frozenset({"ocicancel"})
"""Standard parameters that hold an address, in lower case."""


def unproven_pairs(pairs: Iterable[tuple[str, str]], names: ParameterNames, password: str) -> str:
    """The parameters, one a line: every name, of an address its host, and of the others the values whose meaning the
    standard fixes. ``password`` is what stands where the password belongs."""
    return redacted_pairs([_shown(name, value, names) for name, value in pairs], password)


def _shown(name: str, value: str, names: ParameterNames) -> tuple[str, str]:
    known, login = name.lower(), {names.username.lower(), names.password.lower()}
    if known in ADDRESSES or known == names.hook.lower():
        return name, _site(value)
    if known in STANDARD - login:
        return name, value
    if not value and known not in login:
        return MASK, ""  # the rest of a password with an ampersand that was not encoded
    return name, value and MASK


def _site(address: str) -> str:
    """Where an address leads, without its path and query."""
    if address.strip() in ("", SAPEVENT):
        return address
    try:
        url = lexical.return_address(address)
    except lexical.LexicalError:
        return MASK
    return f"{url.scheme}://{url.netloc}/{MASK}"
