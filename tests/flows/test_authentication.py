from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from saleor_punchout.documents.cxml.mac import compute_mac
from saleor_punchout.documents.types import Credential, CredentialMac, Header
from saleor_punchout.flows.partners import Identity, add_credential, create_partner, end_credential
from saleor_punchout.models import Credential as StoredCredential
from saleor_punchout.models import DocumentRecord, Installation
from saleor_punchout.sandbox.portal.buyers import ARIBA, GENERIC
from tests.flows.story import post, setup_request, status, told

pytestmark = pytest.mark.usefixtures("world")
NEW_SECRET = "another-secret-9x8y7z"


def with_sender(*senders: Credential) -> Header:
    return replace(GENERIC.header, sender=senders)


def with_secret(secret: str | None) -> Header:
    return with_sender(replace(GENERIC.header.sender[0], shared_secret=secret))


def sent(client, header: Header, **options):
    return post(client, setup_request(header=header), **options)


def test_unknown_sender_and_wrong_secret_read_the_same(client):
    # given
    wrong = sent(client, with_secret("wrong-secret-123"))

    # when
    unknown = sent(client, with_sender(Credential("NetworkID", "NOBODY", shared_secret="wrong-secret-123")))

    # then
    assert status(wrong) == status(unknown) == 401
    assert told(wrong) == told(unknown)


def test_staff_can_tell_them_apart(client):
    sent(client, with_secret("wrong-secret-123"))
    sent(client, with_sender(Credential("NetworkID", "NOBODY", shared_secret="wrong-secret-123")))

    unknown, wrong = DocumentRecord.objects.all()
    assert "secret is not" in wrong.reason
    assert "No trading partner" in unknown.reason
    assert "wrong-secret-123" not in wrong.reason + unknown.reason + wrong.body + unknown.body


@pytest.mark.parametrize(
    "secret", [None, "", "none", GENERIC.secret.upper(), GENERIC.secret + "x", GENERIC.secret[:-1]]
)
def test_nothing_but_the_secret_is_the_secret(client, secret):
    assert status(sent(client, with_secret(secret))) == 401


def test_blanks_around_the_secret_do_not_matter(client):
    assert status(sent(client, with_secret(f"\n  {GENERIC.secret}\t"))) == 200


@pytest.mark.parametrize("domain", ["NetworkID", "networkid", "NETWORKID", " NetworkId "])
def test_the_domain_is_compared_without_case(client, domain):
    header = with_sender(Credential(domain, " fennwick-procure ", shared_secret=GENERIC.secret))

    assert status(sent(client, header)) == 200


@pytest.mark.parametrize(
    "identity", ["FENNWICK\u2010PROCURE", "FENNWICK-PROCURE\u200b", "ＦENNWICK-PROCURE", "FENNWIC\u212a-PROCURE"]
)
def test_letters_that_only_look_alike_are_others(client, identity):
    assert status(sent(client, with_sender(Credential("NetworkID", identity, shared_secret=GENERIC.secret)))) == 401


def test_any_of_several_credentials_will_do(client):
    known = GENERIC.header.sender[0]
    stranger = Credential("InternalID", "4711", shared_secret="something-else")

    assert status(sent(client, with_sender(stranger, known))) == 200
    assert status(sent(client, with_sender(known, stranger))) == 200


@pytest.mark.parametrize("party", ["from_", "to", "sender"])
def test_parts_of_two_partners_do_not_make_one(client, party):
    header = replace(GENERIC.header, **{party: getattr(ARIBA.header, party)})

    assert status(sent(client, header)) == 401


def test_two_secrets_are_valid_while_they_change(client, partner):
    # given
    old = partner.credentials.get(party="sender")
    add_credential(partner, Identity("sender", old.domain, old.identity, secret=NEW_SECRET))

    # then
    assert status(sent(client, with_secret(GENERIC.secret))) == 200
    assert status(sent(client, with_secret(NEW_SECRET))) == 200

    # when
    end_credential(old)

    # then
    assert status(sent(client, with_secret(GENERIC.secret))) == 401
    assert status(sent(client, with_secret(NEW_SECRET))) == 200


def test_a_secret_of_tomorrow_is_not_valid_today(client, partner):
    old = partner.credentials.get(party="sender")
    tomorrow = timezone.now() + timedelta(days=1)
    add_credential(partner, Identity("sender", old.domain, old.identity, secret=NEW_SECRET), valid_from=tomorrow)

    assert status(sent(client, with_secret(NEW_SECRET))) == 401


def _mac_header(secret: str, begins: datetime, ends: datetime) -> Header:
    mac = CredentialMac("", "FromSenderCredentials", "HMAC-SHA1-96", begins.isoformat(), ends.isoformat())
    sender = replace(GENERIC.header.sender[0], shared_secret=None, mac=mac)
    value = compute_mac(GENERIC.header.from_[0], sender, secret)
    return with_sender(replace(sender, mac=replace(mac, value=value)))


@pytest.mark.parametrize(
    ("secret", "allowed", "age", "expected"),
    [
        (GENERIC.secret, True, timedelta(), 200),
        (GENERIC.secret, False, timedelta(), 401),
        ("another-secret", True, timedelta(), 401),
        (GENERIC.secret, True, timedelta(days=3), 401),
        (GENERIC.secret, True, timedelta(days=-3), 401),
    ],
)
def test_a_mac_proves_the_secret_where_it_is_allowed_and_fresh(client, partner, secret, allowed, age, expected):
    partner.credentials.update(mac_allowed=allowed)
    begins = datetime.now(UTC) - age

    assert status(sent(client, _mac_header(secret, begins, begins + timedelta(hours=1)))) == expected


def test_a_partner_that_is_switched_off_hears_so(client, partner):
    partner.is_active = False
    partner.save()

    assert status(sent(client, GENERIC.header)) == 403
    assert status(sent(client, with_secret("wrong-secret-123"))) == 401


def test_guessing_is_slowed_down_for_that_identity_and_address_only(client, settings):
    # given
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 3
    for _ in range(3):
        assert status(sent(client, with_secret("wrong-secret-123"))) == 401

    # then
    assert status(sent(client, GENERIC.header)) == 560
    assert status(sent(client, ARIBA.header)) == 200
    assert status(sent(client, GENERIC.header, REMOTE_ADDR="192.0.2.7")) == 200


def test_one_address_may_not_guess_at_many_identities(client, settings):
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 1
    for number in range(10):
        sent(client, with_sender(Credential("NetworkID", f"GUESS-{number}", shared_secret="wrong-secret-123")))

    assert status(sent(client, ARIBA.header)) == 560


def test_two_partners_may_share_a_network_but_not_a_header(world):
    # given
    sender = Identity("sender", "NetworkID", "NETWORK", secret="network-secret-1")
    to = Identity("to", "DUNS", "123456789")
    options = {
        "channel": "default-channel",
        "storefront_url": "https://shop.example.com/",
        "return_hosts": ["a.example.com"],
    }
    installation = Installation.objects.get()
    create_partner(installation, [Identity("from", "DUNS", "111"), to, sender], name="One", **options)

    # when
    create_partner(installation, [Identity("from", "DUNS", "222"), to, sender], name="Two", **options)

    # then
    with pytest.raises(Exception, match="would also name One"):
        create_partner(installation, [Identity("from", "DUNS", "1-1-1"), to, sender], name="Three", **options)
    assert not StoredCredential.objects.filter(partner__name="Three").exists()


def test_secrets_are_sealed_in_the_database(partner):
    stored = partner.credentials.get(party="sender")

    assert GENERIC.secret not in stored.sealed_secret
    assert GENERIC.secret not in repr(stored.__dict__)


def test_a_header_with_very_many_credentials_is_refused(client):
    crowd = tuple(Credential("NetworkID", f"N{number}") for number in range(500))

    assert status(sent(client, with_sender(*crowd, GENERIC.header.sender[0]))) in (400, 406)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"])
def test_a_mac_of_another_age_is_no_error_on_our_side(client, partner, moment):
    partner.credentials.update(mac_allowed=True)
    mac = CredentialMac("x", "FromSenderCredentials", "HMAC-SHA1-96", moment, moment)
    sender = replace(GENERIC.header.sender[0], shared_secret=None, mac=mac)

    assert status(sent(client, with_sender(sender))) == 401


def test_a_mac_of_no_secret_proves_nothing(client, partner):
    partner.credentials.update(mac_allowed=True, sealed_secret="")
    begins = datetime.now(UTC)

    assert status(sent(client, _mac_header("", begins, begins + timedelta(hours=1)))) == 401


def _away(*args, **options):
    raise ConnectionError("The cache is away.")


def test_where_the_cache_is_away_secrets_are_compared_all_the_same(client, monkeypatch):
    # given
    for name in ("get_many", "add", "incr"):
        monkeypatch.setattr(cache, name, _away)

    # then
    assert status(sent(client, GENERIC.header)) == 200
    assert status(sent(client, with_secret("wrong-secret-123"))) == 401


def test_a_counter_that_the_cache_forgot_is_no_error_on_our_side(client, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **options: True)

    assert status(sent(client, with_secret("wrong-secret-123"))) == 401


def test_a_lost_key_is_told_to_staff_and_not_to_the_sender(client, partner):
    partner.credentials.filter(party="sender").update(sealed_secret="sealed under another key")

    answer = sent(client, GENERIC.header)

    assert status(answer) == 500
    assert "PUNCHOUT" not in told(answer)
    assert "PUNCHOUT_ENCRYPTION_KEYS" in DocumentRecord.objects.get().reason


def test_a_partner_that_was_changed_is_read_again(client, partner):
    # given
    assert status(sent(client, GENERIC.header)) == 200

    # when
    partner.return_hosts = ["elsewhere.example.com"]
    partner.save()

    # then
    assert status(sent(client, GENERIC.header)) == 403


def test_switching_off_needs_no_more_than_an_update(client, partner):
    assert status(sent(client, GENERIC.header)) == 200

    type(partner).objects.filter(pk=partner.pk).update(is_active=False)

    assert status(sent(client, GENERIC.header)) == 403
