"""The two samples of every system: what it sends to shop, and its purchase order, or its cart where none comes to us.

All are invented, in the dialect of that system, and all speak of one buyer: what a sample says must be found.
"""

from pathlib import Path

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import read_http_request
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.oci.call_up import ParameterNames, read_call_up
from saleor_punchout.documents.oci.cart import read_cart
from saleor_punchout.documents.oci.form import read_form
from saleor_punchout.documents.oracle.login import open_oracle, read_login_request
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import PunchOutSetupRequest

SAMPLES = Path(__file__).parent / "samples"
SETUP = ("setup.xml", "setup.txt")

EMAIL, FAMILY_NAME, LOGIN, COST_CENTRE, PLACE = "buyer.one@example.com", "buyer", "pbuyer", "41100", "0100"


def sample(system, *names):
    """The first of these files that the system has."""
    return next((path for name in names if (path := SAMPLES / system.key / name).exists()), None)


def needed(system, *names):
    """The first of these files that the system has; it must have one."""
    path = sample(system, *names)
    assert path, f"Write tests/systems/samples/{system.key}/{names[0]}: ADDING_SYSTEMS.md, step 2."
    return path


def read_cxml(path):
    """Header and payload of a document without a fault."""
    notes = Notes()
    envelope = read_envelope(guard.open_document(path.read_bytes(), notes).root, notes)
    payload = read_payload(envelope, notes)
    assert not notes.faults, f"Mend {path.name}: {' '.join(map(str, notes.faults))}"
    return envelope.header, payload


def read_setup(system):
    """What the system's first sample asks for, in the words of all protocols."""
    path = needed(system, *SETUP)
    if path.suffix == ".txt":
        return read_oci(system, path)
    if b"<cXML" in path.read_bytes():
        return read_cxml(path)[1]
    notes = Notes()
    request = read_login_request(open_oracle(path.read_bytes(), notes).root, notes).request
    assert notes.faults == []
    return request


def read_oci(system, path):
    first, _, body = path.read_bytes().partition(b"\n")
    query = first.split()[1].partition(b"?")[2]
    form = read_http_request(path.read_bytes()).body if body.strip() else b""
    dialect, notes = system.oci, Notes()
    names = ParameterNames(
        dialect.username_parameter, dialect.password_parameter, dialect.hook_parameter, dialect.hook_is_last
    )
    call = read_call_up(query, form, names, notes)
    assert notes.faults == []
    assert (call.username, call.password) == ("buyer", "s3cr3t-dummy")
    return PunchOutSetupRequest("create", "", call.hook_url, call.fields)


def read_returned_cart(path):
    notes = Notes()
    cart = read_cart(read_form(path.read_bytes(), notes).fields, notes)
    assert (notes.faults, notes.remarks) == ([], [])
    return cart
