"""No document reads a file, calls a machine, keeps us busy or is taken for another's, under every lxml we support."""

import json
import os
import resource
import socket
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from lxml import etree

from saleor_punchout.documents.guard import ORDER_LIMIT, SETUP_LIMIT
from saleor_punchout.inspection import inspect
from tests.documents.places import ROOT
from tests.hostile.corpus import corpus
from tests.side import side_directory

OLD, NEW = (4, 9, 4), (6, 1)
MARK = "c4n4ry-in-the-mine"
SECONDS = 3


def lxml_path(wanted):
    """The PYTHONPATH that brings the wanted lxml: none for the one that is installed."""
    if etree.LXML_VERSION[: len(wanted)] == wanted:
        return ""
    if wanted == OLD:
        return str(side_directory("lxml==4.9.4", "lxml-4.9.4"))
    return str(side_directory("lxml>=6.1.1,<6.2", "lxml-6.1"))


class Watch:
    """A canary file, a pipe that nobody fills and a socket that nobody may call, beside a process with the corpus."""

    def __init__(self, folder, path, *mode):
        folder.joinpath("canary").write_text(MARK)
        os.mkfifo(folder / "pipe")
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        url = f"http://127.0.0.1:{self.server.getsockname()[1]}/evil.dtd"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.trial", folder / "canary", url, folder / "pipe", *mode],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self):
        self.output, self.errors = self.process.communicate(timeout=240)
        self.ended = self.process.returncode
        with closing(self.server):
            self.calls = called(self.server)
        first, *self.lines = map(json.loads, self.output.splitlines())
        self.lxml = tuple(first["lxml"])
        self.results = {line["name"]: line for line in self.lines if "said" in line}
        return self


def called(server):
    try:
        connection, _ = server.accept()
    except BlockingIOError:
        return 0
    connection.close()
    return 1


@pytest.fixture(scope="module")
def watches(tmp_path_factory):
    """Both processes at once: they take half a minute each."""
    started = {}
    for version in (NEW, OLD):
        with suppress(pytest.skip.Exception):
            started[version] = Watch(tmp_path_factory.mktemp("trial"), lxml_path(version))
    return {version: watch.wait() for version, watch in started.items()}


@pytest.fixture(scope="module", params=[NEW, OLD], ids=["lxml 6.1", "lxml 4.9.4"])
def watch(request, watches):
    lxml_path(request.param)  # skips where it did before
    watched = watches[request.param]
    assert watched.lxml[: len(request.param)] == request.param
    return watched


@pytest.fixture(scope="module")
def attacks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    return {attack.name: attack for attack in corpus(folder / "canary", "http://127.0.0.1:1/", folder / "pipe")}


def test_none_hangs_or_kills_the_process(watch):
    assert watch.ended == 0, (watch.lines[-1], watch.errors[-2000:])


def test_none_is_forgotten_and_no_two_share_a_name(watch, attacks):
    assert list(watch.results) == list(attacks)
    assert len(attacks) > 200


def test_every_one_gets_the_status_that_it_deserves(watch, attacks):
    wrong = {
        name: (result["status"], result["said"][-200:])
        for name, result in watch.results.items()
        if result["status"] not in attacks[name].allowed
    }
    assert wrong == {}


def test_none_is_taken_for_another(watch, attacks):
    wrong = {
        name: result["identities"]
        for name, result in watch.results.items()
        if result["status"] == 200 and tuple(result["identities"]) != attacks[name].identities
    }
    assert wrong == {}


def test_none_turns_a_real_order_into_a_test(watch):
    assert [name for name, result in watch.results.items() if result["test"]] == []


def test_none_reads_a_file(watch):
    assert MARK not in watch.output
    assert {name: result["events"] for name, result in watch.results.items() if result["events"]} == {}


def test_none_calls_a_machine(watch):
    assert watch.calls == 0


def test_none_takes_more_than_three_seconds(watch):
    slow = {name: result["seconds"] for name, result in watch.results.items() if result["seconds"] > SECONDS}
    assert slow == {}


def test_none_is_larger_than_what_we_would_take(attacks):
    """Else it would be refused for its size, and prove nothing."""
    assert [attack.name for attack in attacks.values() if len(attack.body) > ORDER_LIMIT] == []


@pytest.mark.parametrize("version", [NEW, OLD], ids=["lxml 6.1", "lxml 4.9.4"])
def test_the_canary_sings_where_a_parser_trusts_everybody(version, tmp_path):
    watched = Watch(tmp_path, lxml_path(version), "unguarded").wait()

    assert MARK in watched.output


def test_the_watch_sees_an_open_file(tmp_path):
    # given
    program = (
        "import sys; from tests.hostile import trial; sys.addaudithook(trial.watch); trial.armed = True;"
        "open('setup.cfg').close(); import socket; socket.socket().close(); print(trial.events)"
    )

    # when
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    # then
    assert "setup.cfg" in done.stdout
    assert "socket.__new__" in done.stdout


def test_setup_requests_of_any_kind_take_a_tenth_of_a_second_at_most(attacks):
    """What a stranger may make us parse is small enough to be parsed before it is known who asks."""

    slow = {}
    for name, attack in attacks.items():
        if len(attack.body) <= SETUP_LIMIT:
            best = min(_seconds(lambda body=attack.body: inspect(body)) for _ in range(2))
            if best > 0.1:
                slow[name] = best
    assert slow == {}


def _seconds(action):
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    action()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - begun
