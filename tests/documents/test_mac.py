"""A CredentialMac is what the standard's own example says."""

import pytest

from saleor_punchout.documents.cxml import mac
from saleor_punchout.documents.cxml.envelope import read_header
from saleor_punchout.documents.guard import open_document
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Credential, CredentialMac
from tests.documents import good

CREATED, EXPIRES = "2003-01-15T08:42:46-08:00", "2003-01-15T11:42:46-08:00"


def credentials(*, domain="NetworkID", identity="AN9900000100", created=CREATED, expires=EXPIRES):
    proof = CredentialMac("", mac.TYPE, mac.ALGORITHM, created, expires)
    return Credential(domain, identity), Credential(domain, identity, mac=proof)


@pytest.mark.parametrize(("secret", "value"), [("abracadabra", "cR6Jpz58nriXERDN"), ("password", "5KMM/p4KtK5oAf/B")])
def test_matches_the_published_values(secret, value):
    assert mac.compute_mac(*credentials(), secret) == value


def test_does_not_depend_on_upper_and_lower_case_of_the_parties():
    shouting = credentials(domain="NETWORKID", identity="an9900000100")

    assert mac.compute_mac(*shouting, "abracadabra") == "cR6Jpz58nriXERDN"


@pytest.mark.parametrize(
    "change",
    [
        {"identity": "AN9900000101"},
        {"domain": "DUNS"},
        {"created": "2003-01-15T16:42:46+00:00"},  # the same moment in other characters
        {"expires": "2003-01-15T11:42:46-08:01"},
        {"domain": "NetworkIDA", "identity": "N9900000100"},  # fields end in NUL: nothing slides into its neighbour
    ],
)
def test_depends_on_every_field(change):
    assert mac.compute_mac(*credentials(**change), "abracadabra") != "cR6Jpz58nriXERDN"


def test_takes_any_text():
    value = mac.compute_mac(*credentials(identity="Zoë \U0001f6d2"), "gehe\u00efm")

    assert len(value) == 16


def test_needs_a_mac_to_compute():
    bare, _ = credentials()

    with pytest.raises(ValueError):
        mac.compute_mac(bare, bare, "abracadabra")


def test_is_read_as_written():
    # given
    proof = (
        f'<CredentialMac type="FromSenderCredentials" algorithm="HMAC-SHA1-96" creationDate="{CREATED}"'
        f' expirationDate="{EXPIRES}">\n cR6Jpz58nriXERDN\n</CredentialMac>'
    )
    sender = f'<Credential domain="NetworkID"><Identity>AN9900000100</Identity>{proof}</Credential>'
    text = good.setup_request(head=good.header(good.credential("AN9900000100"), sender=sender))

    # when
    header = read_header(open_document(text.encode(), Notes()).root[0])

    # then
    assert header.sender[0].mac == CredentialMac("cR6Jpz58nriXERDN", mac.TYPE, mac.ALGORITHM, CREATED, EXPIRES)
    assert mac.compute_mac(header.from_[0], header.sender[0], "abracadabra") == header.sender[0].mac.value
    assert "cR6Jpz58nriXERDN" not in repr(header)
