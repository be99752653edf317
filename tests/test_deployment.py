"""What is shipped to run the service: the image, the composition, and the page that tells of them.

No container runs here, so everything in them that names something of ours is held against it.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from saleor_punchout import cli

REPOSITORY = Path(__file__).parents[1]
COMPOSITION = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSITION["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("saleor-punchout:")}
EXAMPLE = REPOSITORY / "compose.env.example"
SECRET = re.compile(r"SECRET|TOKEN|PASSWORD|KEY")
INTERPOLATION = re.compile(r"\$\{([A-Z_]+):\?[^}]+\}")

INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n", " ", (REPOSITORY / "Dockerfile").read_text("utf-8")).splitlines()
    if line.strip() and not line.startswith("#")
]


def instructions(name):
    return [value for keyword, value in INSTRUCTIONS if keyword == name]


@pytest.fixture(scope="module")
def read_by_the_settings():
    """Names that the service looks up in its environment, from a process that listens while it does."""
    listen = """
import os
class Listening(dict):
    def get(self, name, default=None):
        print(name)
        return super().get(name, default)
os.environ = Listening({"SECRET_KEY": "s"})
import saleor_punchout.service.settings
"""
    done = subprocess.run(
        [sys.executable, "-c", listen], env={"PATH": os.environ["PATH"]}, cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def settings_of(service):
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def test_our_services_are_there():
    assert set(OURS) == {"punchout", "punchout-worker"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_the_settings_read(read_by_the_settings, name):
    assert set(settings_of(OURS[name])) <= read_by_the_settings


def test_every_variable_of_the_image_is_known(read_by_the_settings):
    told = {one.partition("=")[0] for value in instructions("ENV") for one in shlex.split(value)}

    assert told - {"PATH", "PYTHONUNBUFFERED", "DJANGO_SETTINGS_MODULE"} <= read_by_the_settings


def test_every_variable_that_the_settings_read_is_described(read_by_the_settings):
    described = set(re.findall(r"`([A-Z][A-Z_]+)`", (REPOSITORY / "docs" / "settings.md").read_text("utf-8")))
    secrets = {name for name in read_by_the_settings if name.endswith("_FILE")}

    ours = {name for name in read_by_the_settings if name in described or name.startswith(("PUNCHOUT_", "SALEOR_"))}
    assert ours - secrets <= described
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "ALLOWED_HOSTS", "DEBUG"} <= ours


@pytest.mark.parametrize("name", OURS)
def test_the_settings_start_with_what_is_written(name):
    """The values themselves, with something in every gap, pass the service's own checks."""
    filled = "c2VjcmV0" * 5 + "c2U="
    variables = {key: INTERPOLATION.sub(filled, value) for key, value in settings_of(OURS[name]).items()}
    check = [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"]

    done = subprocess.run(
        check,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "saleor_punchout.service.settings", **variables},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [*(service["command"] for service in OURS.values()), *instructions("CMD")])
def test_every_command_is_one_that_we_know(command):
    program, *arguments = yaml.safe_load(command) if isinstance(command, str) else command

    assert program == "saleor-punchout"
    assert cli._parser().parse_args(arguments).run


def test_a_service_is_probed_where_it_listens():
    service = SERVICES["punchout"]
    port = str(cli._parser().parse_args(service["command"][1:]).port)

    assert f"'127.0.0.1', {port}," in service["healthcheck"]["test"][-1]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["environment"]["PUNCHOUT_PUBLIC_URL"].endswith(f":{port}")
    ((health,), (default,)) = instructions("HEALTHCHECK"), instructions("CMD")
    assert f"'127.0.0.1', {cli._parser().parse_args(yaml.safe_load(default)[1:]).port}," in health
    assert f"'127.0.0.1', {instructions('EXPOSE')[0]}," in health


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_is_waited_for_exists_and_can_come_true(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if how["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no"


def test_every_volume_is_declared_and_used():
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSITION["volumes"])


def test_no_two_services_share_a_port_and_none_is_open_to_strangers():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    published = [port.split(":")[1] for port in ports]

    assert len(set(published)) == len(published)
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_a_name_has_the_same_port_inside_and_outside():
    """Only so one address leads to a service from the browser and from other containers."""
    for service in (SERVICES["saleor"], SERVICES["punchout"]):
        (alias,) = service["networks"]["default"]["aliases"]
        _, outside, inside = service["ports"][0].split(":")
        assert outside == inside
        assert f"http://{alias}:{inside}" in (REPOSITORY / "compose.yaml").read_text("utf-8")
        assert alias in service["environment"]["ALLOWED_HOSTS"].split(",")


def test_every_image_has_a_version():
    images = [service["image"] for service in SERVICES.values()] + [value.split()[0] for value in instructions("FROM")]

    for image in images:
        _, colon, tag = image.rpartition(":")
        assert colon
        assert tag != "latest"
        assert "/" not in tag


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_clear(name):
    for variable, value in settings_of(SERVICES[name]).items():
        if SECRET.search(variable):
            assert INTERPOLATION.fullmatch(value), variable
        password = re.search(r"://[^:/]*:([^@]*)@", value)
        assert not password or INTERPOLATION.fullmatch(password[1]), variable


def test_what_has_to_be_filled_in_stands_in_the_example_and_is_empty():
    asked = set(INTERPOLATION.findall((REPOSITORY / "compose.yaml").read_text("utf-8")))
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]

    assert {line.partition("=")[0] for line in lines} == asked
    assert all(line.endswith("=") for line in lines)
    assert "compose.env" in (REPOSITORY / ".gitignore").read_text("utf-8").splitlines()


def test_the_example_fills_itself_as_the_page_says(tmp_path):
    """The shell lines of docs/deployment.md, run by a shell."""
    page = (REPOSITORY / "docs" / "deployment.md").read_text("utf-8")
    (script,) = re.findall(r"```sh\n(cat > compose\.env <<EOF.*?\nEOF\n)", page, re.DOTALL)
    subprocess.run(["/bin/sh", "-euc", script], cwd=tmp_path, check=True, capture_output=True)

    found = dict(line.split("=", 1) for line in (tmp_path / "compose.env").read_text().splitlines())
    assert set(found) == set(INTERPOLATION.findall((REPOSITORY / "compose.yaml").read_text("utf-8")))
    assert all(found.values())
    assert not any("$" in value for value in found.values())
    assert re.fullmatch(r'"-----BEGIN (RSA )?PRIVATE KEY-----\\n.*\\n"', found["SALEOR_RSA_PRIVATE_KEY"])


def sources():
    return [part for value in instructions("COPY") if "--from" not in value for part in value.split()[:-1]]


@pytest.mark.parametrize("source", sources())
def test_what_is_copied_exists_and_is_not_ignored(source):
    lines = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()

    assert (REPOSITORY / source).exists()
    assert f"!{source}" in lines


def test_nothing_else_gets_into_the_image():
    lines = [line for line in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines() if line[:1] != "#"]

    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == set(sources())
    assert any(fnmatch("x/__pycache__", line) for line in lines)


def test_the_python_of_the_image_is_one_that_we_support():
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg")
    supported = re.findall(r"Python :: (3\.\d+)", setup["metadata"]["classifiers"])

    for image in instructions("FROM"):
        assert re.match(r"python:(3\.\d+)-slim\b", image)[1] in supported


def test_the_image_does_not_run_as_root():
    keywords = [keyword for keyword, _ in INSTRUCTIONS]

    assert instructions("USER") == ["punchout"]
    assert keywords.index("USER") < keywords.index("CMD")
    assert any("useradd" in line and "punchout" in line for line in instructions("RUN"))
