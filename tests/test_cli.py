"""The command line as people run it: in processes of its own, with an environment that holds nothing else."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from lxml import etree

from saleor_punchout import __version__
from saleor_punchout.documents.cxml.profile import write_profile_response
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.inspection import EMPTY
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.service.demo.companies import COMPANIES, POST_SECRET
from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.systems import SYSTEMS
from tests.flows.story import line, order_request, setup_request
from tests.simulator.judge import assert_valid, declared

REPOSITORY = Path(__file__).parents[1]
OPERATIONS = {
    "cxml": {"create", "cancel"},
    "oci": {"shopping", "cancel", "upload"},
    "oracle": {"shopping", "cancel", "upload"},
}
ORDERING = {
    dialect.key
    for dialect in DIALECTS.values()
    if "cxml" in dialect.protocols and dialect.cxml.sends_orders and dialect.cxml.is_valid and not dialect.system
}
"""Systems that order by cXML."""
FOLLOWING = {
    "OrderRequest": 2,
    "ConfirmationRequest": 1,
    "ShipNoticeRequest": 2,
    "InvoiceDetailRequest": 1,
}
"""Documents about an order that is changed once and leaves in two parts."""
COMMAND = [sys.executable, "-m", "saleor_punchout.cli"]
BARE = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
SERVICE = BARE | {"SECRET_KEY": "only-for-tests"}
PROFILE_REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">
<cXML payloadID="1@procurement.example.com" timestamp="2026-01-05T08:00:00+00:00">
  <Header>
    <From><Credential domain="DUNS"><Identity>11-222-3333</Identity></Credential></From>
    <To><Credential domain="DUNS"><Identity>00-482-1175</Identity></Credential></To>
    <Sender>
      <Credential domain="DUNS"><Identity>1</Identity><SharedSecret>a-guessed-secret</SharedSecret></Credential>
      <UserAgent>Test</UserAgent>
    </Sender>
  </Header>
  <Request><ProfileRequest/></Request>
</cXML>
"""


def run(*arguments, env=BARE, cwd=None, timeout=60, typed=""):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=env,
        cwd=cwd,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
    )


@contextmanager
def running(*arguments, env, cwd):
    """A command that runs until we stop it; gives what it says."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def documents(tmp_path):
    """Files as support gets them."""
    inline = {
        "setup.xml": setup_request(),
        "order.xml": order_request([line("FST-1001", 2, "14.80"), line("FST-1002", 1, "61.50", number=2)]),
        "answer.xml": write_profile_response("1@shop.example.com", []),
        "broken.xml": b"<cXML",
        "nothing.xml": b"",
        "page.html": b"<!doctype html><html><body>Not found</body></html>",
        "cookie-less.xml": re.sub(rb"<BuyerCookie>.*</BuyerCookie>", b"", setup_request()),
        "form.txt": b"cxml-urlencoded=" + requests.utils.quote(setup_request().decode(), safe="").encode(),
        "saved.http": b"POST /cxml HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n" + setup_request(),
    }
    for name, document in inline.items():
        (tmp_path / name).write_bytes(document)
    return tmp_path


def test_the_version_is_told():
    assert run("--version").stdout == f"saleor-punchout {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["dance"], ["read"], ["demo", "--port", "x"], ["serve", "--port", "65536"]])
def test_a_wrong_call_explains_itself(arguments):
    done = run(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")
    assert "Traceback" not in done.stderr


def test_what_is_read_is_told_in_words_with_secrets_masked(documents):
    # when
    done = run("read", "setup.xml", "order.xml", cwd=documents)

    # then
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("setup.xml: 200, OK\n  document: PunchOutSetupRequest\n")
    assert "\norder.xml: 200, OK\n  document: OrderRequest\n" in done.stdout
    assert f"      secret: {MASK}\n" in done.stdout
    assert "  buyer_cookie: cookie-4711\n" in done.stdout
    assert "  items 2\n" in done.stdout
    assert GENERIC.secret not in done.stdout


def test_what_is_read_is_told_in_full_as_json(documents):
    # when
    done = run("read", "--json", *sorted(path.name for path in documents.iterdir()), cwd=documents)

    # then
    found = {one["file"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, done.stderr) == (0, "")
    assert set(found) == {path.name for path in documents.iterdir()}
    for one in found.values():
        assert set(EMPTY) | {"file", "status", "reason", "warnings"} <= set(one)
    assert {name: one["status"] for name, one in found.items()} == {
        "setup.xml": 200,
        "order.xml": 200,
        "answer.xml": None,
        "broken.xml": 406,
        "nothing.xml": 406,
        "page.html": 406,
        "cookie-less.xml": 400,
        "form.txt": 200,
        "saved.http": 200,
    }
    assert found["setup.xml"]["credentials"]["sender"][0]["secret"] == GENERIC.secret
    assert found["setup.xml"]["buyer_cookie"] == "cookie-4711"
    assert found["order.xml"]["total"] == "91.10"
    assert [item["quantity"] for item in found["order.xml"]["items"]] == ["2", "1"]
    assert found["form.txt"]["warnings"] == ["form_encoded"]
    assert "BuyerCookie is missing" in found["cookie-less.xml"]["reason"]


def test_a_file_that_is_missing_is_told_and_the_others_are_read(documents):
    # when
    done = run("read", "--json", "missing.xml", "setup.xml", ".", cwd=documents)

    # then
    assert done.returncode == 1
    assert [json.loads(one)["file"] for one in done.stdout.splitlines()] == ["setup.xml"]
    assert done.stderr.splitlines() == [
        "saleor-punchout read: missing.xml: No such file or directory",
        "saleor-punchout read: .: Is a directory",
    ]


def test_reading_needs_no_django(documents):
    # given
    look = (
        "import sys; from saleor_punchout.cli import main; main(['read', 'setup.xml']); print('django' in sys.modules)"
    )

    # when
    done = subprocess.run([sys.executable, "-c", look], env=BARE, cwd=documents, capture_output=True, text=True)

    # then
    assert done.stdout.endswith("False\n"), done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_is_utf_8_whatever_the_terminal_is(tmp_path, encoding):
    # given
    (tmp_path / "Zoë.xml").write_bytes(setup_request(buyer_cookie="Zoë ✓"))

    # when
    done = run("read", "--json", "Zoë.xml", env=BARE | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}, cwd=tmp_path)

    # then
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["buyer_cookie"] == "Zoë ✓"
    assert "Zoë ✓" in done.stdout


def test_a_file_name_that_is_no_text_is_shown_as_it_can_be(tmp_path):
    # given
    name = os.fsdecode(b"\xff.xml")
    (tmp_path / name).write_bytes(setup_request())

    # when
    done = run("read", "--json", name, env=BARE | {"LC_ALL": "C.UTF-8"}, cwd=tmp_path)

    # then
    assert json.loads(done.stdout)["file"] == name


def test_a_document_cannot_write_lines_of_its_own_or_move_the_cursor(tmp_path):
    # given
    (tmp_path / "x.xml").write_bytes(setup_request(buyer_cookie="a\n  note: All is well.\u009b2J"))

    # when
    done = run("read", "x.xml", cwd=tmp_path)

    # then
    assert "\n  note: All is well." not in done.stdout
    assert r"a\n  note: All is well.\x9b2J" in done.stdout


def test_who_stops_listening_is_not_shouted_at(documents):
    process = subprocess.Popen(
        [*COMMAND, "read", *["order.xml"] * 500],
        env=BARE,
        cwd=documents,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()

    with process.stderr as errors:
        assert errors.read() == b""
    assert process.wait(20) == 0


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The demo, run without a browser; what it printed and the documents that it left."""
    folder = tmp_path_factory.mktemp("documents")
    done = run("demo", "--check", "--json", "--documents", folder / "kept", env=BARE, cwd=folder, timeout=280)
    return done, folder / "kept"


def test_the_demo_passes_for_every_system_and_operation(checked):
    # given
    done, _ = checked

    # then
    runs = [json.loads(one) for one in done.stdout.splitlines()]
    failed = [(one["system"], one["operation"], one["steps"][-1]["error"]) for one in runs if not one["ok"]]
    assert failed == []
    assert (done.returncode, done.stderr) == (0, "")
    for one in runs:
        assert set(one) == {"system", "protocol", "operation", "steps", "ok"}
        assert one["steps"]
        for step in one["steps"]:
            assert set(step) == {"name", "ok", "milliseconds", "error"}
            assert (step["ok"], step["error"]) == (True, "")


def test_the_demo_has_one_row_for_each(checked):
    # given
    done, _ = checked
    runs = [json.loads(one) for one in done.stdout.splitlines()]
    rows = {(one["system"], one["protocol"], one["operation"].removeprefix(f"{one['protocol']}-")) for one in runs}

    # then
    assert len(rows) == len(runs) == len({(one["system"], one["operation"]) for one in runs})
    for key, system in SYSTEMS.items():
        for protocol in system.protocols:
            asked = {operation for name, spoken, operation in rows if (name, spoken) == (key, protocol)}
            assert asked >= OPERATIONS[protocol], (key, protocol)
            assert protocol != "cxml" or ({"update", "delete"} <= asked) == (key in ORDERING), key
    assert {"edit", "inspect"} <= {operation for name, _, operation in rows if name == "coupa"}
    assert {"detailadd", "quantitycheck", "downloadjson"} <= {row[2] for row in rows if row[0] == "sap-s4hana"}


def test_the_demo_leaves_the_documents_of_every_step(checked):
    # given
    _, folder = checked
    names = [path.stem.split("-", 1)[1] for path in sorted(folder.iterdir())]

    # then
    for kind in ("PunchOutSetupRequest", "PunchOutSetupResponse", "PunchOutOrderMessage", "OrderRequest", "Response"):
        assert f"coupa-create-{kind}" in names
    assert "coupa-cancel-PunchOutOrderMessage" in names
    for key in ORDERING:
        documents = [name for name in names if name.startswith((f"{key}-update-", f"{key}-cxml-update-"))]
        told = Counter(name.split("-")[-1] for name in documents)
        assert {kind: told[kind] for kind in FOLLOWING} == FOLLOWING, key
        assert told["StatusUpdateRequest"] >= 2, key  # that of the company's order before may come late
    assert {"sap-srm-shopping-OCICallUp", "sap-srm-shopping-OCIReturnForm"} <= set(names)
    assert {"oracle-fusion-oracle-shopping-LoginRequest", "oracle-fusion-oracle-shopping-oracleCart"} <= set(names)


def test_the_demo_leaves_no_secret_in_its_documents(checked):
    _, folder = checked

    for path in folder.iterdir():
        text = path.read_bytes().decode("latin-1")
        assert POST_SECRET not in text, path.name
        for company in COMPANIES:
            assert company.secret not in text, path.name


def test_the_demo_leaves_documents_that_are_valid(checked):
    # given
    _, folder = checked
    documents = {path.name: etree.parse(path) for path in sorted(folder.glob("*.xml"))}
    documents = {name: document for name, document in documents.items() if document.getroot().tag == "cXML"}
    own_versions = [version for system in SYSTEMS.values() for version in system.cxml.dtd_versions.values()]

    # then
    assert documents
    for name, document in documents.items():
        if not is_bare_delete(document):
            assert_valid(document, name)
        if document.getroot().find("Request") is None:  # written by us, and not by a system with habits
            assert declared(document) in {"1.2.014", *own_versions}, name


def is_bare_delete(document):
    """A delete without lines, which no DTD allows and one system sends."""
    order = document.getroot().find("Request/OrderRequest")
    if order is None or order.find("ItemOut") is not None:
        return False
    assert order.find("OrderRequestHeader").get("type") == "delete"
    return True


@pytest.mark.parametrize("option", [["--json"], ["--verbose"], ["--documents", "x"]])
def test_options_of_the_check_go_with_it(option):
    done = run("demo", *option)

    assert done.returncode == 1
    assert done.stderr == "saleor-punchout demo: --json, --verbose and --documents go with --check.\n"


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_in_use_is_told_before_any_work(tmp_path, taken_port, command):
    # when
    done = run(command, "--port", taken_port, env=SERVICE, cwd=tmp_path)

    # then
    assert done.returncode == 1
    assert f"{taken_port} cannot be used: Address already in use. Choose another with --port." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_cannot_start_ends(tmp_path):
    done = run("demo", "--check", env=BARE | {"DEBUG": "maybe"}, cwd=tmp_path, timeout=30)

    assert done.returncode == 1
    assert done.stderr.endswith("DEBUG is 'maybe'; write: export DEBUG=true, or false\n")


def test_the_demo_serves_until_it_is_stopped(tmp_path):
    with running("demo", "--port", "0", env=BARE, cwd=tmp_path) as process:
        # given
        said = ""
        while "GraphQL" not in said:
            said += process.stdout.readline()
        address = re.search(r"Start here +(http://\S+)/", said)[1]

        # then
        assert requests.get(f"{address}/", timeout=10).status_code == 200
        assert requests.get(f"{address}/shop/", timeout=10).status_code == 200
        assert requests.get(f"{address}/cxml", timeout=10).status_code == 200
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def answer_of(process, address, **request):
    """The answer of a service that may still be starting."""
    give_up = time.monotonic() + 30
    while True:
        try:
            return requests.request(url=address, timeout=10, **request)
        except requests.ConnectionError:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < give_up
            time.sleep(0.1)


def test_the_service_serves_on_sqlite_without_anything_else(tmp_path):
    # given
    port = free_port()
    address = f"http://127.0.0.1:{port}/cxml"

    # when
    with running("serve", "--port", port, env=SERVICE, cwd=tmp_path) as process:
        page = answer_of(process, address, method="GET")
        headers = {"Content-Type": "text/xml; charset=UTF-8"}
        answer = requests.post(address, PROFILE_REQUEST.encode(), headers=headers, timeout=10)
        graphql = requests.post(address.replace("cxml", "graphql/"), json={"query": "{ __typename }"}, timeout=10)
        graphiql = requests.get(address.replace("cxml", "graphql/"), timeout=10)

    # then
    assert page.text == "This is a cXML endpoint. POST a cXML document.\n"
    assert answer.status_code == 200
    assert b'code="401"' in answer.content
    assert graphql.json() == {"data": {"__typename": "Query"}}
    assert graphiql.status_code == 405
    with closing(sqlite3.connect(tmp_path / "punchout.sqlite3")) as database:
        ((kind, status, body),) = database.execute("SELECT kind, status, body FROM saleor_punchout_documentrecord")
    assert (kind, status) == ("ProfileRequest", 401)
    assert "a-guessed-secret" not in body


def test_several_processes_need_a_broker(tmp_path):
    done = run("serve", "--port", free_port(), "--processes", "2", env=SERVICE, cwd=tmp_path)

    assert done.returncode == 1
    assert "Several processes need PostgreSQL and a broker: export DATABASE_URL=… REDIS_URL=…" in done.stderr


def test_a_worker_needs_a_broker(tmp_path):
    done = run("worker", env=SERVICE, cwd=tmp_path)

    assert done.returncode == 1
    assert "A worker of its own needs a broker: export REDIS_URL=redis://…" in done.stderr


def test_an_order_is_taken_in_from_a_pipe_or_kept_by_the_mail_server(tmp_path):
    """75 is EX_TEMPFAIL of sysexits.h: the mail server keeps the message and tries again."""
    document = tmp_path / "order.xml"
    document.write_bytes(order_request([line("FST-1001", 1, "14.80")]))
    for arguments, env, told in (
        (["--partner", "nobody", document], SERVICE, "no trading partner nobody"),
        (["--partner", "nobody"], BARE, "SECRET_KEY"),
    ):
        done = run("intake", *arguments, env=env, cwd=tmp_path, typed="From nobody")
        assert (done.returncode, done.stdout) == (75, "")
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_a_sweep_runs_once(tmp_path):
    done = run("sweep", env=SERVICE, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert (tmp_path / "punchout.sqlite3").is_file()


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY, for example: export SECRET_KEY="),
        ({"PUNCHOUT_SALEOR_TIMEOUT": "soon"}, "write a whole number: export PUNCHOUT_SALEOR_TIMEOUT=30"),
        ({"PUNCHOUT_ENCRYPTION_KEYS": "no-key"}, "PUNCHOUT_ENCRYPTION_KEYS holds a value that is no Fernet key."),
    ],
    ids=["no secret key", "no number", "no key"],
)
def test_a_setting_that_is_wrong_is_told_without_a_traceback(tmp_path, variables, told):
    done = run("sweep", env=SERVICE | variables, cwd=tmp_path)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
