"""Who is speaking: From, To, Sender and the secret together name one trading partner, or nobody.

The Sender proves itself, often a network that speaks for many buyers with one secret; From and To say on whose behalf.
So all three must belong to the same partner, and knowing a secret never makes a From or To anybody else's.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.conf import settings
from saleor_punchout.documents import lexical, types
from saleor_punchout.documents.cxml import mac
from saleor_punchout.exceptions import AuthenticationFailed, BadRequest, NotPermitted, TemporarilyUnavailable
from saleor_punchout.models import Credential, TradingPartner

CLOCK_SKEW = timedelta(minutes=5)
MAX_CREDENTIALS = 20
"""Per party; the largest header seen in the wild has four. Each costs comparisons."""
ADDRESS_FACTOR = 10
"""A network speaks for many buyers from one address: it may fail this many times more often than one identity."""

Party = Credential.Party


def credential_key(party: str, domain: str, identity: str) -> str | None:
    """Party, domain and identity in the form in which they are compared, or None for what must never match.

    Upper and lower case of ASCII do not matter, nor do blanks around; DUNS numbers are digits. Nothing else is
    folded: a Kelvin sign, a full-width letter or a zero-width space make another identity.
    """
    domain, written = domain.strip().lower(), identity.strip()
    identity = unicodedata.normalize("NFC", written)
    if not identity or not identity.isprintable() or not domain.isascii() or identity.isascii() != written.isascii():
        return None
    if domain == "duns" and identity.replace("-", "").isdigit():
        identity = identity.replace("-", "")
    if identity.isascii():
        identity = identity.lower()
    return f"{party}:{domain}:{identity}"


def authenticate(header: types.Header, address: str | None) -> TradingPartner:
    """The one active trading partner whose From, To and proven Sender the header names.

    Raises :class:`AuthenticationFailed` with the same text whatever is wrong, :class:`BadRequest` for a crowd of
    credentials, :class:`NotPermitted` for a partner that is switched off, and :class:`TemporarilyUnavailable` for an
    address that has guessed too often.
    """
    if max(len(header.from_), len(header.to), len(header.sender)) > MAX_CREDENTIALS:
        raise BadRequest(f"A party of the Header has more than {MAX_CREDENTIALS} Credentials; send fewer.")
    limits = _limits(header, address)
    _check_limits(limits)
    try:
        partner = _match(header, timezone.now())
    except AuthenticationFailed:
        _count_failure(limits)
        raise
    if not partner.is_active:
        raise NotPermitted(f"The connection of {partner.name} is switched off. Ask the supplier to switch it on.")
    return partner


def _match(header: types.Header, now: datetime) -> TradingPartner:
    # In any order: to compile the model's own takes Django a quarter of the query's time.
    rows = Credential.objects.filter(key__in=_keys(header)).select_related("partner").order_by()
    by_partner: dict[TradingPartner, list[Credential]] = defaultdict(list)
    for row in rows:
        by_partner[row.partner].append(row)
    proven = [partner for partner, known in by_partner.items() if _Case(header, known, now).is_proven()]
    if len(proven) != 1:
        raise AuthenticationFailed(_detail(header, by_partner, proven))
    return proven[0]


@dataclass(frozen=True, slots=True)
class _Case:
    """One header against the credentials of one partner."""

    header: types.Header
    known: list[Credential]
    now: datetime

    def is_proven(self) -> bool:
        """Compares every secret that could match, so that the time tells nothing about which one did."""
        proofs = [
            self._proves(presented, row)
            for presented in self.header.sender
            for row in self._rows(Party.SENDER, presented)
        ]
        if not proofs:
            _spend_the_time_of_a_comparison()
        return any(proofs) and self.names(Party.FROM) and self.names(Party.TO)

    def names(self, party: str) -> bool:
        """Whether any of the header's credentials of that party is the partner's."""
        presented = self.header.from_ if party == Party.FROM else self.header.to
        return any([bool(self._rows(party, credential)) for credential in presented])

    def _rows(self, party: str, presented: types.Credential) -> list[Credential]:
        key = credential_key(party, presented.domain, presented.identity)
        return [row for row in self.known if row.key == key and self._is_valid(row)]

    def _is_valid(self, row: Credential) -> bool:
        begun = row.valid_from is None or row.valid_from <= self.now
        return begun and (row.valid_until is None or self.now < row.valid_until)

    def _proves(self, presented: types.Credential, row: Credential) -> bool:
        secret = vault.unseal(row.sealed_secret) if row.sealed_secret else ""
        if presented.mac is not None:
            return row.mac_allowed and self._is_valid_mac(presented, secret)
        given = presented.shared_secret or ""
        return bool(secret) and any([_equal(given, secret), _equal(given.strip(), secret)])

    def _is_valid_mac(self, sender: types.Credential, secret: str) -> bool:
        if sender.mac is None or (sender.mac.type, sender.mac.algorithm.upper()) != (mac.TYPE, mac.ALGORITHM):
            return False
        begins, ends = lexical.moment(sender.mac.creation_date), lexical.moment(sender.mac.expiration_date)
        if begins is None or ends is None or not begins - CLOCK_SKEW <= self.now <= ends + CLOCK_SKEW:
            return False
        return any([_equal(sender.mac.value, mac.compute_mac(one, sender, secret)) for one in self.header.from_])


def _keys(header: types.Header) -> list[str]:
    parties = ((Party.FROM, header.from_), (Party.TO, header.to), (Party.SENDER, header.sender))
    keys = (credential_key(party, one.domain, one.identity) for party, named in parties for one in named)
    return [key for key in keys if key is not None]


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _spend_the_time_of_a_comparison() -> None:
    """An unknown sender takes as long as a known one with a wrong secret."""
    _equal("", vault.unseal(vault.seal("")))


def _detail(header: types.Header, known: dict[TradingPartner, list[Credential]], proven: list[TradingPartner]) -> str:
    """What staff need to know and the caller must not."""
    if proven:
        return f"The header fits several trading partners: {', '.join(sorted(one.name for one in proven))}."
    named = "; ".join(
        f"{party} {', '.join(f'{one.domain} {one.identity}' for one in credentials)}"
        for party, credentials in (("From", header.from_), ("To", header.to), ("Sender", header.sender))
    )
    near = sorted(partner.name for partner, rows in known.items() if {row.party for row in rows} == set(Party.values))
    if near:
        return f"From, To and Sender are those of {', '.join(near)}; the secret is not. ({named})"
    return f"No trading partner has these credentials together: {named}."


def _limits(header: types.Header, address: str | None) -> dict[str, int]:
    """Cache keys of the counters that this header runs under, with the failures that each allows per minute."""
    identity = hashlib.sha256("|".join(sorted(_keys(header))).encode()).hexdigest()[:24]
    window = int(timezone.now().timestamp() // 60)
    return {
        f"punchout:failures:{window}:{address}:{identity}": settings.failures_per_minute,
        f"punchout:failures:{window}:{address}": settings.failures_per_minute * ADDRESS_FACTOR,
    }


def _check_limits(limits: dict[str, int]) -> None:
    for key, count in cache.get_many(limits).items():
        if count >= limits[key]:
            raise TemporarilyUnavailable("Too many failed attempts from this address. Wait a minute, then try again.")


def _count_failure(limits: Iterable[str]) -> None:
    for key in limits:
        cache.add(key, 0, timeout=120)
        cache.incr(key)
