"""Whatever bytes come, they are read or refused: no other exception leaves the readers."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.documents import disguises, good

SEEDS = [
    disguised
    for text in (good.setup_request(), good.order_request(more="<Comments>Größe</Comments>"))
    for disguise in (
        disguises.saved_request,
        disguises.form_field,
        disguises.base64_form_field,
        disguises.multipart_in_base64,
        disguises.multipart,
        disguises.gzipped,
        disguises.deflated_request,
        disguises.utf16_big_endian,
        disguises.latin1,
        disguises.cdata_sections,
        disguises.html_entities,
        disguises.escaped_as_a_whole,
        disguises.prefixed_namespace,
    )
    if (disguised := disguise(text))
]
TOKENS = [
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"=",
        b"%",
        b";",
        b"--",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<?",
        b"<!DOCTYPE x [",
        b"\x00",
    ),
    *(
        b"\xff",
        b"\xfc",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\r\n",
        b"\r\n\r\n",
        b"&#0;",
        b"&#xFFFFFF;",
        b"&euml;",
        b"&x;",
    ),
    *(b"-1", b"1e9", b"NaN", b"1,234", b"<cXML>", b"</cXML>", b"<Header/>", b"<Money/>", b"<Credential/>", b"Status"),
]
EDIT = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.sampled_from(TOKENS) | st.binary(max_size=8))


@settings(max_examples=400, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.sampled_from(SEEDS), st.lists(EDIT, min_size=1, max_size=6))
def test_mutilated_documents_are_read_or_refused(seed, edits):
    # given
    body = bytearray(seed)
    for place, length, token in edits:
        at = int(place * len(body))
        body[at : at + length] = token

    # when
    finding = good.read(bytes(body))

    # then
    assert finding.status in (200, 400, 406, 450, 499, None)
    assert len(finding.reason) < 20_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(TOKENS), max_size=30).map(b"".join))
def test_noise_is_refused(noise):
    assert good.read(noise).status in (400, 406, 499)
