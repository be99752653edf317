"""A call of an OCI catalogue is read as SAP and its imitators send it, and refused where it could lead astray."""

from decimal import Decimal

import pytest

from saleor_punchout.documents.oci.call_up import FUNCTIONS, SAPEVENT, ParameterNames, read_call_up, split_hook
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import BadRequest, DocumentTooLarge

HOOK = "https://srm.example.com/inbound?sap-client=001&~session=42"
ENCODED = "https%3A%2F%2Fsrm.example.com%2Finbound%3Fsap-client%3D001%26~session%3D42"
LOGIN = "USERNAME=buyer&PASSWORD=s3cr3t-dummy"


def read(query="", form="", names=None, **more):
    notes = Notes()
    sources = [one if isinstance(one, bytes) else one.encode() for one in (query, form)]
    call_up = read_call_up(*sources, names or ParameterNames(**more), notes)
    return call_up, notes


def good(query="", form="", **more):
    call_up, notes = read(query, form, **more)
    notes.settle()
    return call_up


def faults(*arguments, **more):
    _, notes = read(*arguments, **more)
    with pytest.raises(BadRequest) as raised:
        notes.settle()
    return raised.value.message


def codes(*arguments, **more):
    _, notes = read(*arguments, **more)
    return {remark.code for remark in notes.remarks}


def test_by_get_or_post_or_both_says_the_same():
    parameters = f"{LOGIN}&HOOK_URL={ENCODED}&~OkCode=ADDI"

    assert good(parameters) == good("", parameters) == good(LOGIN, f"HOOK_URL={ENCODED}&~OkCode=ADDI")


def test_tells_everything_that_sap_sends():
    call_up = good(
        f"{LOGIN}&HOOK_URL={ENCODED}&~OkCode=ADDI&~TARGET=_top&~CALLER=CTLG&OCI_VERSION=4.0&OPI_VERSION=1.0"
        "&http_content_charset=ISO-8859-1&returntarget=_parent&sap-client=001&sap-language=EN&Fname=Zo%EB"
    )

    assert (call_up.username, call_up.password, call_up.hook_url) == ("buyer", "s3cr3t-dummy", HOOK)
    assert call_up.function == ""
    assert call_up.echo == (("~OkCode", "ADDI"), ("~CALLER", "CTLG"), ("~TARGET", "_top"))
    assert (call_up.return_target, call_up.target) == ("_parent", "_parent")
    assert (call_up.charset, call_up.version, call_up.language) == ("ISO-8859-1", "4.0", "EN")
    assert call_up.fields == {"opi_version": "1.0", "sap-client": "001", "fname": "Zoë"}


def test_tells_what_a_function_needs():
    call_up = good(
        f"{LOGIN}&function=downloadjson&TRANSACTIONID=a1&PAGESIZE=50&REQUESTEDPAGE=2&CTI=X"
        "&PRODUCTID=SKU-1&QUANTITY=5.5&SEARCHSTRING=pens+%26+ink&VENDOR=527"
    )

    assert call_up.function == "DOWNLOADJSON"
    assert (call_up.transaction_id, call_up.page_size, call_up.requested_page, call_up.cti) == ("a1", 50, 2, "X")
    assert (call_up.product_id, call_up.quantity, call_up.search_string) == ("SKU-1", Decimal("5.5"), "pens & ink")
    assert call_up.vendor == "527"


def test_keeps_the_password_out_of_its_representation():
    assert "s3cr3t" not in repr(good(f"{LOGIN}&HOOK_URL={ENCODED}"))


def test_names_are_the_buyers_own_and_case_does_not_matter():
    names = {"username": "logonId", "password": "Kennwort", "hook": "RETURN"}

    call_up = good(f"LOGONID=u&kennwort=p&return={ENCODED}&USERNAME=other", **names)

    assert (call_up.username, call_up.password, call_up.hook_url) == ("u", "p", HOOK)
    assert call_up.fields == {"username": "other"}


def test_the_first_of_two_values_counts():
    query = f"{LOGIN}&username=other&HOOK_URL={ENCODED}"

    assert good(query).username == "buyer"
    assert "repeated_parameter" in codes(query)


@pytest.mark.parametrize(
    "value",
    [HOOK.replace("&", "%26"), ENCODED, ENCODED.replace("%", "%25"), ENCODED.replace("%", "%25").replace("%", "%25")],
    ids=["not encoded", "once", "twice", "three times"],
)
def test_the_return_address_is_decoded_as_often_as_it_was_encoded(value):
    assert good(f"{LOGIN}&HOOK_URL={value}").hook_url == HOOK


@pytest.mark.parametrize("where", ["query", "form"])
def test_a_return_address_at_the_end_takes_all_that_follows(where):
    call_up = good(**{where: f"{LOGIN}&~OkCode=ADDI&HOOK_URL={HOOK}&x=%20a+b"}, hook_is_last=True)

    assert call_up.hook_url == f"{HOOK}&x=%20a+b"
    assert call_up.username == "buyer"
    assert call_up.fields == {}


def test_an_encoded_return_address_ends_where_it_ends_though_it_may_be_the_last():
    call_up = good(f"HOOK_URL={ENCODED}&{LOGIN}", hook_is_last=True)

    assert (call_up.hook_url, call_up.username) == (HOOK, "buyer")


def test_two_return_addresses_of_one_host_are_taken_and_of_two_refused():
    two = f"{LOGIN}&HOOK_URL={ENCODED}&hook_url=https://SRM.example.com:443/other"

    assert good(two).hook_url == HOOK
    assert "different hosts" in faults(two.replace("SRM.example.com", "evil.example"))


def test_the_address_inside_sap_gui_is_a_literal():
    call_up = good(f"{LOGIN}&HOOK_URL=SAPEVENT%3APOST")

    assert call_up.hook_url == SAPEVENT
    assert split_hook(call_up.hook_url) == ("SAPEVENT:POST", [])


@pytest.mark.parametrize(
    "value",
    [
        "SAPEVENT:GET",
        "SAPEVENT:POST?x",
        "sapevent:post",
        "sapevent%253Apost",
        "javascript:alert(1)",
        "javascript%3Aalert(1)",
        "data:text/html,x",
        "//evil.example",
        "/inbound",
        "ftp://srm.example.com/",
        "https://user@srm.example.com/",
        "https://srm.example.com\\@evil.example/",
        "https://srm.example.com/%0d%0aSet-Cookie:x",
        "https:",
        "https://",
        "https://srm.example.com%2f@evil.example/%00",
        "HTTPS%3A%2F%2Fuser%40srm.example.com",
    ],
)
def test_any_other_return_address_is_refused(value):
    assert faults(f"{LOGIN}&HOOK_URL={value}")
    assert faults(f"{LOGIN}&HOOK_URL={ENCODED}&OCICANCEL={value}")


def test_a_plain_http_address_is_noted():
    assert "insecure_return_url" in codes(f"{LOGIN}&HOOK_URL=http://srm.example.com/")


def test_shopping_needs_a_return_address_and_its_own_name_is_told():
    assert "RETURN is missing" in faults(LOGIN, hook="RETURN")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_works_without_a_return_address(function):
    assert good(f"{LOGIN}&FUNCTION={function}&PRODUCTID=1").function == function


@pytest.mark.parametrize("function", ["FOO", "DETAIL%20", "VALIDATE1", "<script>"])
def test_an_unknown_function_is_refused(function):
    query = f"{LOGIN}&HOOK_URL={ENCODED}&PRODUCTID=1&FUNCTION={function}"

    if function == "DETAIL%20":  # blanks around are a template's
        assert good(query).function == "DETAIL"
    else:
        assert "is unknown" in faults(query)


@pytest.mark.parametrize("function", ["DETAIL", "VALIDATE", "DETAILADD", "QUANTITYCHECK"])
def test_a_function_of_one_product_needs_its_number(function):
    assert "PRODUCTID" in faults(f"{LOGIN}&FUNCTION={function}&HOOK_URL={ENCODED}")


@pytest.mark.parametrize("quantity", ["0", "-1", "1e3", "NaN", "1_000", "٣", "1,234", "x"])
def test_a_quantity_is_a_plain_number_above_nothing(quantity):
    assert "QUANTITY" in faults(f"{LOGIN}&FUNCTION=VALIDATE&PRODUCTID=1&QUANTITY={quantity}")


@pytest.mark.parametrize("count", ["0", "-1", "1.5", "x", "²", "9" * 30])
@pytest.mark.parametrize("name", ["PAGESIZE", "REQUESTEDPAGE"])
def test_a_page_is_a_whole_number_above_nothing(name, count):
    assert name in faults(f"{LOGIN}&FUNCTION=DOWNLOADJSON&{name}={count}")


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        (b"Name=Zo%C3%AB", None),
        (b"Name=Zo\xc3\xab", None),
        (b"Name=Zo%EB", "encoding_fallback"),
        (b"Name=Zo%EB&http_content_charset=iso-8859-1", None),
        (b"Name=Zo%C3%AB&http_content_charset=utf-7", "unknown_charset"),
        (b"Name=Zo%EB&HTTP_CONTENT_CHARSET=UTF-8", "encoding_fallback"),
    ],
)
def test_characters_are_read_by_the_charset_that_the_call_names_or_else_by_what_they_are(query, remark):
    call_up, notes = read(query)

    assert call_up.fields["name"] == "Zoë"
    assert [one.code for one in notes.remarks] == ([remark] if remark else [])


@pytest.mark.parametrize("asked", ["javascript:x", "a b", '"><script>', "x" * 100, ""])
def test_a_window_with_an_odd_name_is_not_taken(asked):
    assert good(f"{LOGIN}&HOOK_URL={ENCODED}&returntarget={asked}&~TARGET={asked}").target == "_top"


@pytest.mark.parametrize("character", ["%00", "%0a", "%0d", "%1b", "%7f"])
def test_control_characters_are_refused_anywhere(character):
    assert "control characters" in faults(f"{LOGIN}{character}&HOOK_URL={ENCODED}")
    assert "control characters" in faults(f"{LOGIN}&x{character}=1&HOOK_URL={ENCODED}")


@pytest.mark.parametrize(
    "query",
    ["&".join(f"a{n}=1" for n in range(201)), "x" * 101 + "=1", "x=" + "1" * 8193, "x=" + "%41" * 30_000],
    ids=["too many", "long name", "long value", "too long"],
)
def test_too_much_is_refused(query):
    with pytest.raises(DocumentTooLarge):
        read(query)


@pytest.mark.parametrize(
    ("url", "action", "fields"),
    [
        (HOOK, "https://srm.example.com/inbound", [("sap-client", "001"), ("~session", "42")]),
        (
            "https://odoo.example.com/x?token=a%2Fb%20c&e=",
            "https://odoo.example.com/x",
            [("token", "a/b c"), ("e", "")],
        ),
        ("https://h.example/sap(bD1l==)/x.htm", "https://h.example/sap(bD1l==)/x.htm", []),
        ("https://h.example/x?a=1#top", "https://h.example/x#top", [("a", "1")]),
    ],
)
def test_a_return_address_is_split_into_action_and_fields(url, action, fields):
    assert split_hook(url) == (action, fields)


@pytest.mark.parametrize("query", ["a=%2500b", "%250D%250A=1"])
def test_the_parameters_of_the_hook_are_held_to_the_same_rules(query):
    assert "control characters" in faults(f"{LOGIN}&HOOK_URL={ENCODED}%3F{query}")


def test_a_hook_with_a_crowd_of_parameters_is_refused():
    crowd = "%26".join(f"p{number}%3D1" for number in range(201))

    assert "more than 200 parameters" in faults(f"{LOGIN}&HOOK_URL={ENCODED}%3F{crowd}")
