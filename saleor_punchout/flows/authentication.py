"""Who is speaking: From, To, Sender and the secret together name one trading partner, or nobody.

The Sender proves itself, often a network that speaks for many buyers with one secret; From and To say on whose behalf.
So all three must belong to the same partner, and knowing a secret never makes a From or To anybody else's.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.documents import lexical, types
from saleor_punchout.documents.cxml import mac
from saleor_punchout.exceptions import AuthenticationFailed, BadRequest, NotPermitted
from saleor_punchout.flows.attempts import Attempts
from saleor_punchout.flows.proof import equal, is_shared_secret, spend_the_time_of_a_comparison
from saleor_punchout.models import Credential, TradingPartner

CLOCK_SKEW = timedelta(minutes=5)
MAX_CREDENTIALS = 20
"""Per party; the largest header seen in the wild has four. Each costs comparisons."""

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
    attempts = Attempts.of("|".join(sorted(_keys(header))), address)
    attempts.check()
    try:
        partner = _match(header, timezone.now())
    except AuthenticationFailed:
        attempts.count_failure()
        raise
    _check_active(partner)
    return partner


def check_named(header: types.Header, partner: TradingPartner) -> None:
    """That a document which something else proves to be this partner's does not say that it is another's. An unknown
    From is no contradiction: systems without cXML of their own have their orders written by others.

    Raises :class:`NotPermitted`.
    """
    _check_active(partner)
    keys = [credential_key(Party.FROM, one.domain, one.identity) for one in header.from_]
    named = set(Credential.objects.filter(key__in=filter(None, keys)).values_list("partner", flat=True))
    if named and partner.pk not in named:
        raise NotPermitted(
            f"The From of this document is not {partner.name} but another trading partner. Choose that one."
        )


def _check_active(partner: TradingPartner) -> None:
    if not partner.is_active:
        raise NotPermitted(f"The connection of {partner.name} is switched off. Ask the supplier to switch it on.")


def _match(header: types.Header, now: datetime) -> TradingPartner:
    known = _known(header, now)
    proven = [partner for partner, rows in known.items() if _Case(header, rows, now).is_proven()]
    if len(proven) != 1:
        raise AuthenticationFailed(_detail(header, known, proven))
    return proven[0]


class _Known(NamedTuple):
    """A credential of a trading partner that is valid now and that the header names."""

    party: str
    key: str
    sealed_secret: str
    mac_allowed: bool


_NAMED = f"""
    SELECT partner.id, partner.updated_at, partner.is_active,
        credential.party, credential.key, credential.sealed_secret, credential.mac_allowed
    FROM {Credential._meta.db_table} credential
    JOIN {TradingPartner._meta.db_table} partner ON partner.id = credential.partner_id
    WHERE credential.key IN ({{keys}})
        AND (credential.valid_from IS NULL OR credential.valid_from <= %s)
        AND (credential.valid_until IS NULL OR credential.valid_until > %s)
"""  # noqa: S608  # names of our own tables
"""In SQL, for it runs with every document: to build the same join from models takes Django six times as long."""


def _known(header: types.Header, now: datetime) -> dict[TradingPartner, list[_Known]]:
    """What every trading partner has of the credentials that the header names."""
    keys = _keys(header)
    moment = connection.ops.adapt_datetimefield_value(now)
    by_partner: dict[TradingPartner, list[_Known]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(keys=", ".join(["%s"] * len(keys)) or "NULL"), [*keys, moment, moment])
        for partner_id, changed_at, is_active, *credential in cursor.fetchall():
            by_partner[_partner(partner_id, (changed_at, is_active))].append(_Known(*credential))
    return by_partner


@lru_cache(maxsize=512)
def _partner(pk: int, version: tuple[object, ...]) -> TradingPartner:
    """The trading partner in that version, read once for each. Shared between threads: not to be changed."""
    partner: TradingPartner = TradingPartner.objects.select_related("installation").get(pk=pk)
    return partner


@dataclass(frozen=True, slots=True)
class _Case:
    """One header against the credentials of one partner."""

    header: types.Header
    known: list[_Known]
    now: datetime

    def is_proven(self) -> bool:
        """Compares every secret that could match, so that the time tells nothing about which one did."""
        proofs = [
            self._proves(presented, row)
            for presented in self.header.sender
            for row in self._rows(Party.SENDER, presented)
        ]
        if not proofs:
            spend_the_time_of_a_comparison()
        return any(proofs) and self.names(Party.FROM) and self.names(Party.TO)

    def names(self, party: str) -> bool:
        """Whether any of the header's credentials of that party is the partner's."""
        presented = self.header.from_ if party == Party.FROM else self.header.to
        return any([bool(self._rows(party, credential)) for credential in presented])

    def _rows(self, party: str, presented: types.Credential) -> list[_Known]:
        key = credential_key(party, presented.domain, presented.identity)
        return [row for row in self.known if row.key == key]

    def _proves(self, presented: types.Credential, row: _Known) -> bool:
        secret = vault.unseal(row.sealed_secret) if row.sealed_secret else ""
        if not secret:  # anybody can make a MAC of nothing
            return False
        if presented.mac is not None:
            return bool(row.mac_allowed) and self._is_valid_mac(presented, secret)
        return is_shared_secret(presented.shared_secret or "", secret)

    def _is_valid_mac(self, sender: types.Credential, secret: str) -> bool:
        if sender.mac is None or (sender.mac.type, sender.mac.algorithm.upper()) != (mac.TYPE, mac.ALGORITHM):
            return False
        begins, ends = lexical.moment(sender.mac.creation_date), lexical.moment(sender.mac.expiration_date)
        # The skew goes to our clock: theirs may name the first or the last moment that Python knows.
        if begins is None or ends is None or begins > self.now + CLOCK_SKEW or ends < self.now - CLOCK_SKEW:
            return False
        return any([equal(sender.mac.value, mac.compute_mac(one, sender, secret)) for one in self.header.from_])


def _keys(header: types.Header) -> list[str]:
    parties = ((Party.FROM, header.from_), (Party.TO, header.to), (Party.SENDER, header.sender))
    keys = (credential_key(party, one.domain, one.identity) for party, named in parties for one in named)
    return [key for key in keys if key is not None]


def _detail(header: types.Header, known: dict[TradingPartner, list[_Known]], proven: list[TradingPartner]) -> str:
    """What staff need to know and the caller must not."""
    if proven:
        return f"The header fits several trading partners: {', '.join(sorted(one.name for one in proven))}."
    named = "; ".join(
        f"{party} {', '.join(f'{one.domain} {one.identity}' for one in credentials)}"
        for party, credentials in (("From", header.from_), ("To", header.to), ("Sender", header.sender))
    )
    whole = set(Credential.HEADER)
    near = sorted(partner.name for partner, rows in known.items() if {row.party for row in rows} == whole)
    if near:
        return f"From, To and Sender are those of {', '.join(near)}; the secret is not. ({named})"
    return f"No trading partner has these credentials together: {named}."
