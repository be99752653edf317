"""Whatever a shop sells: what a system or its protocol cannot carry is told of, every time, and nothing else is.

``PUNCHOUT_EXAMPLES`` sets how many carts are tried for each protocol.
"""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.items import SHORT_NAME
from saleor_punchout.documents.cxml.punchout import read_order_message, write_order_message
from saleor_punchout.documents.oci import cart as oci
from saleor_punchout.documents.oracle import cart as oracle
from saleor_punchout.documents.oracle.login import open_oracle
from saleor_punchout.documents.reading import Notes
from saleor_punchout.systems import PunchOutProtocol
from tests.documents.test_golden import ID, OUTBOUND
from tests.systems.carts import CART, PLAIN_CART, WAYS, values_of

MANY = settings(
    max_examples=int(os.environ.get("PUNCHOUT_EXAMPLES", 150)),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHANGES = {"cut", "mapped", "replaced", "dropped", "rounded"}
CHARSETS = st.sampled_from(["utf-8", "iso-8859-1", "us-ascii"])
UNITS = st.sampled_from([{}, {"EA": "PCE"}, {"BX": "BX", "PIECE": "PCE"}])

by_protocol = pytest.mark.parametrize("protocol", PunchOutProtocol)


def systems_of(protocol):
    return st.sampled_from([system for system, one in WAYS if one is protocol])


def changed(before, after):
    """Where two carts differ. A description that goes as the long text too, where none was given, is no loss."""
    places = {place for place in before if before[place] != after[place]}
    return {(line, field) for line, field in places if field != "long_text" or before[line, field]}


@by_protocol
@MANY
@given(st.data(), CART | PLAIN_CART, UNITS, CHARSETS)
def test_every_change_is_told_and_every_word_is_of_a_change(protocol, data, cart, units, charset):
    # when
    fitted = data.draw(systems_of(protocol)).fit(cart, protocol, units, charset)

    # then
    told = {(warning.line, warning.field) for warning in fitted.warnings if warning.code in CHANGES}
    assert changed(values_of(cart), values_of(fitted.message)) == told
    assert len(fitted.message.items) == len(cart.items)


@by_protocol
@MANY
@given(st.data(), CART | PLAIN_CART, UNITS, CHARSETS)
def test_what_was_fitted_once_fits(protocol, data, cart, units, charset):
    # given
    system = data.draw(systems_of(protocol))
    once = system.fit(cart, protocol, units, charset)

    # when
    twice = system.fit(once.message, protocol, units, charset)

    # then
    assert twice.message == once.message
    assert twice.refusals == once.refusals


@by_protocol
@MANY
@given(st.data(), PLAIN_CART, UNITS, CHARSETS)
def test_what_fits_arrives(protocol, data, cart, units, charset):
    """Written and read again, a cart that fits is what it was: no writer loses what no warning tells of."""
    # given
    fitted = data.draw(systems_of(protocol)).fit(cart, protocol, units, charset)
    assert fitted.refusals == ()

    # when
    arrived = CARRIERS[protocol](fitted.message)

    # then
    sent = as_read(values_of(fitted.message), SHORT_NAME if protocol is PunchOutProtocol.CXML else None)
    for place, value in as_read(values_of(arrived)).items():
        if place[0] is not None or protocol is PunchOutProtocol.CXML:
            assert value == sent[place], place
    if protocol is PunchOutProtocol.OCI:
        assert "".join(str(value) for value in sent.values()).encode(charset)


def by_cxml(message):
    notes = Notes()
    document = write_order_message(ID, OUTBOUND, message)
    envelope = read_envelope(guard.open_document(document, notes).root, notes)
    return read_order_message(envelope.payload, envelope.status, notes)


def by_oci(message):
    return replace(oci.read_cart(oci.write_cart(message), Notes()), total=message.total)


def by_oracle(message):
    read = oracle.read_cart(open_oracle(oracle.write_cart(message), Notes()).root, Notes())
    items = zip(read.items, message.items, strict=True)
    return replace(read, total=message.total, items=tuple(_in_their_domains(*pair) for pair in items))


def _in_their_domains(item, sent):
    """A code that is no UNSPSC code arrives as the supplier's own, of which there is a warning."""
    codes = tuple(
        code._replace(domain=known.domain) if code.domain == "SUPPLIER" else code
        for code, known in zip(item.detail.classifications, sent.detail.classifications, strict=True)
    )
    return item._replace(detail=item.detail._replace(classifications=codes))


CARRIERS = {PunchOutProtocol.CXML: by_cxml, PunchOutProtocol.OCI: by_oci, PunchOutProtocol.ORACLE: by_oracle}


def as_read(values, title=None):
    """Values as every reader gives them: without blanks around, and the short name as the description; beside a long
    text the writer makes one of so many characters. A long text that says no more than the name says nothing."""
    found = dict(values)
    for line in {line for line, field in values if field == "description"}:
        description, short, long = (values[line, name] for name in ("description", "short_name", "long_text"))
        name = short or (description[:title] if long else "")
        found[line, "short_name"] = ""
        found[line, "description"] = name if name.strip() else long or description
        words = (long or description) if name.strip() else ""
        found[line, "long_text"] = "" if words.strip() == name.strip() else words
    return {place: stripped(value) for place, value in found.items()}


def stripped(value):
    match value:
        case str():
            return value.strip()
        case dict():
            return {stripped(name): stripped(inner) for name, inner in value.items()}
        case tuple():
            inner = tuple(stripped(one) for one in value)
            return inner if type(value) is tuple else type(value)(*inner)
        case _:
            return value
