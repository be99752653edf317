"""What the probes say, and how the service behaves when what it needs is away, and at its end."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
import yaml
from cryptography.fernet import Fernet
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from saleor_punchout import vault
from saleor_punchout.models import Installation
from saleor_punchout.service import health
from tests.service.conftest import REPOSITORY, serving, started


@pytest.fixture(autouse=True)
def keys(settings):
    settings.PUNCHOUT_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]


@pytest.mark.parametrize("name", ["testserver", "10.1.2.3:8000", "whatever.example.com"])
def test_a_process_that_lives_says_so_by_any_name_and_asks_nobody(client, settings, name):
    settings.ALLOWED_HOSTS = []

    answer = client.get("/health", HTTP_HOST=name)

    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_probes_are_asked_not_told(client, path):
    answer = client.post(path)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_readiness_names_each_part_with_its_time(client):
    # when
    answer = client.get("/ready", HTTP_HOST="10.1.2.3")

    # then
    assert answer.status_code == 200
    told = answer.json()
    assert told["ready"] is True
    assert set(told["parts"]) == {"settings", "database", "broker"}
    for part in told["parts"].values():
        assert set(part) == {"ok", "ms"}
        assert part["ok"] is True
        assert 0 <= part["ms"] < 5000


def unready(client, part):
    """Why the part is not ready, where nothing else is amiss."""
    answer = client.get("/ready")
    assert answer.status_code == 503
    told = answer.json()
    assert told["ready"] is False
    assert [name for name, one in told["parts"].items() if not one["ok"]] == [part]
    return told["parts"][part]["why"]


@pytest.mark.django_db
def test_a_database_of_an_older_version_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("saleor_punchout", "0001_initial")

    assert unready(client, "database").startswith("1 migrations are missing; start `saleor-punchout serve`")


@pytest.mark.django_db
def test_a_lost_key_is_told_before_the_first_buyer_comes(client, settings):
    # given
    Installation.objects.create(api_url="https://shop.example.com/graphql/", sealed_token=vault.seal("app-token"))
    assert client.get("/ready").status_code == 200

    # when
    settings.PUNCHOUT_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    # then
    assert "PUNCHOUT_ENCRYPTION_KEYS" in unready(client, "database")


@pytest.mark.django_db
def test_a_wrong_setting_is_named_by_its_check_and_not_shown(client, settings):
    settings.PUNCHOUT_STAFF_TOKEN = ("hush",)

    why = unready(client, "settings")

    assert "saleor_punchout.E001" in why
    assert "hush" not in why


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_is_away_or_silent_is_not_waited_for(client, settings, monkeypatch, scheme):
    # given
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        address = f"{scheme}://somebody:hush@127.0.0.1:{port}/"
        settings.CELERY_BROKER_URL = address
        monkeypatch.setattr(health.app.conf, "broker_write_url", address)

        # when
        began = time.monotonic()
        why = unready(client, "broker")
        waited = time.monotonic() - began
    refused = unready(client, "broker")

    # then
    assert waited < 4 * health.BROKER_SECONDS
    assert "hush" not in why + refused
    assert str(port) not in why + refused


def ready(address):
    answer = requests.get(f"{address}/ready", timeout=20)
    return answer.status_code, {name for name, part in answer.json()["parts"].items() if not part["ok"]}


@pytest.mark.parametrize("part", ["database", "broker"])
def test_readiness_goes_and_comes_with_what_is_needed(environment, gates, tmp_path, part):
    with serving(environment, tmp_path, "--processes", "2") as (address, process):
        # given
        assert [ready(address) for _ in range(6)] == [(200, set())] * 6

        # when
        gates[part].shut()

        # then
        began = time.monotonic()
        assert [ready(address) for _ in range(6)] == [(503, {part})] * 6
        assert time.monotonic() - began < 6 * health.BROKER_SECONDS
        assert requests.get(f"{address}/health", timeout=5).text == "ok\n"

        # when
        gates[part].open()

        # then
        assert [ready(address) for _ in range(6)] == [(200, set())] * 6
        assert process.poll() is None


def begin_request(address):
    """A request whose second half has not come yet."""
    host, _, port = address.removeprefix("http://").partition(":")
    line = socket.create_connection((host, int(port)), timeout=20)
    line.sendall(
        b"POST /cxml HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: text/xml\r\n"
        b"Content-Length: 7\r\n\r\n<cX"
    )
    return line


@pytest.mark.parametrize("where", ["embedded", "postgresql"])
def test_at_its_end_the_service_answers_what_has_begun(environment, tmp_path, where):
    # given
    embedded = {name: text for name, text in environment.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    variables, options = (embedded, []) if where == "embedded" else (environment, ["--processes", "2"])
    with serving(variables, tmp_path, *options) as (address, process), begin_request(address) as line:
        time.sleep(0.5)

        # when
        process.terminate()
        time.sleep(1)
        began = time.monotonic()
        line.sendall(b"ML/>")
        answer = b""
        while piece := line.recv(65536):
            answer += piece

        # then
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b'<Status code="400"' in answer
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 8
    assert "Traceback" not in (tmp_path / "said").read_text()


def ask_as_the_composition_does(environment):
    """The health check of compose.yaml, run by a shell."""
    composition = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))
    _, command = composition["services"]["punchout-worker"]["healthcheck"]["test"]
    variables = environment | {
        "HOSTNAME": socket.gethostname(),
        "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
        "DJANGO_SETTINGS_MODULE": "saleor_punchout.service.settings",
    }
    return subprocess.run(["/bin/sh", "-c", command.replace("$$", "$")], env=variables, capture_output=True, text=True)


def test_a_worker_tells_that_it_lives_and_ends_cleanly(environment, tmp_path):
    with started(environment | {"LOG_LEVEL": "INFO"}, tmp_path, "worker") as process:
        # given
        give_up = time.monotonic() + 60
        while " ready." not in (tmp_path / "said").read_text():
            assert process.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.1)

        told = ask_as_the_composition_does(environment)

        # when
        process.terminate()

        # then
        assert process.wait(timeout=15) == 0
    assert (told.returncode, "pong" in told.stdout) == (0, True), told.stderr
    assert ask_as_the_composition_does(environment).returncode != 0
    assert "Traceback" not in (tmp_path / "said").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["said"]
