"""Who calls where there is no header: a trading partner by its address at ours, with user name and password."""

from __future__ import annotations

from dataclasses import dataclass, field

from saleor_punchout import vault
from saleor_punchout.exceptions import AuthenticationFailed
from saleor_punchout.flows.attempts import Attempts
from saleor_punchout.flows.authentication import credential_key
from saleor_punchout.flows.proof import is_shared_secret, spend_the_time_of_a_comparison
from saleor_punchout.models import Credential, TradingPartner
from saleor_punchout.systems import PunchOutProtocol

REFUSED = "The login was refused. Check the address of the catalogue, user name and password with the supplier."
"""All that a stranger learns, whatever is wrong."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a caller shows of itself."""

    slug: str
    """The last part of the address that it called."""
    username: str
    password: str = field(repr=False)
    address: str | None
    """Of the network."""


def find_called(slug: str, protocol: PunchOutProtocol) -> TradingPartner | None:
    """The trading partner of an address of ours. That it was called proves nothing."""
    if not slug.isprintable():  # PostgreSQL would not even look for it
        return None
    partners = TradingPartner.objects.filter(slug=slug, protocol=protocol.value).select_related("installation")
    called: TradingPartner | None = partners.first()
    return called


def log_in(called: TradingPartner | None, login: Login) -> TradingPartner:
    """The partner that was called, if the login is one of its own and it is switched on.

    Raises :class:`AuthenticationFailed`, whose detail is for the shop's staff, and :class:`TemporarilyUnavailable` for
    an address that has guessed too often.
    """
    key = credential_key(Credential.Party.LOGIN, "", login.username)
    attempts = Attempts.of(f"{login.slug}|{key}", login.address)
    attempts.check()
    rows = _known(called, key)
    proofs = [is_shared_secret(login.password, vault.unseal(row.sealed_secret)) for row in rows]
    if not proofs:
        spend_the_time_of_a_comparison()
    if called is None or not any(proofs):
        attempts.count_failure()
        raise AuthenticationFailed(_detail(called, login, is_known=bool(rows)))
    if not called.is_active:
        raise AuthenticationFailed(f"The connection of {called.name} is switched off; switch it on to let it in.")
    return called


def _known(called: TradingPartner | None, key: str | None) -> list[Credential]:
    """The partner's credentials of that user name which are valid now."""
    if called is None or key is None:
        return []
    return list(called.credentials.valid().filter(key=key).exclude(sealed_secret=""))


def _detail(called: TradingPartner | None, login: Login, *, is_known: bool) -> str:
    """What staff need to know and the caller must not."""
    if called is None:
        return f"No trading partner is called at {login.slug[:60]!r}, or it speaks another protocol."
    if not login.username:
        return f"The call to {called.name} brought no user name; compare the names of its parameters."
    if not is_known and _is_swapped(called, login):
        return f"The call to {called.name} brought user name and password in each other's place; compare the names."
    if not is_known:
        return f"{called.name} has no login of the user name {login.username[:60]!r} that is valid now."
    return f"The password of {login.username[:60]!r} at {called.name} is another."


def _is_swapped(called: TradingPartner, login: Login) -> bool:
    """Whether a secret stands where the user name belongs: it must not be told to anybody as one."""
    user = credential_key(Credential.Party.LOGIN, "", login.password)
    rows = called.credentials.exclude(sealed_secret="")
    return any(row.key == user or is_shared_secret(login.username, vault.unseal(row.sealed_secret)) for row in rows)
