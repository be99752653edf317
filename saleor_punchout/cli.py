"""``saleor-punchout``: the demo, the service and its worker, a buyer for tests, and a reader of documents."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path

from saleor_punchout import __version__
from saleor_punchout.inspection import Finding, inspect
from saleor_punchout.report import told
from saleor_punchout.simulator import command as simulator

FIXABLE = ("QUANTITY_LIMIT", "UNPAID_FULFILLMENT", "UNPAID_ORDERS", "AUTO_COMPLETE")
"""As in :data:`flows.mending.MENDS`, which needs settings to be read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us has seen enough
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="saleor-punchout", description="PunchOut for Saleor.")
    parser.add_argument("--version", action="version", version=f"saleor-punchout {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, meaning, add_options, run in (
        ("demo", "show the whole loop on this machine, with a pretend Saleor", _demo_options, _demo),
        ("serve", "serve PunchOut beside a Saleor", _serve_options, _serve),
        ("worker", "make orders and sweep; needs a broker", _no_options, _worker),
        ("sweep", "pick up once what a dead worker left", _no_options, _sweep),
        ("intake", "take in an order from a file or from a mail server's pipe", _intake_options, _intake),
        ("check", "tell which settings of a Saleor stand in the way of business orders", _check_options, _check),
        (
            "simulate",
            "be a buyer: punch out as a procurement system does, and judge the cart",
            simulator.add_options,
            _simulate,
        ),
        ("read", "tell what we understand of documents, or why not", _read_options, _read),
    ):
        command = commands.add_parser(name, help=meaning)
        add_options(command)
        command.set_defaults(run=run)
    return parser


def _no_options(command: argparse.ArgumentParser) -> None:
    return


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--port", type=_port, default=8000)
    demo.add_argument("--check", action="store_true", help="run the loop without a browser, one row each, and end")
    demo.add_argument("--json", action="store_true", help="with --check: one JSON object per system and operation")
    demo.add_argument("--verbose", action="store_true", help="with --check: every step, not only those of a failed row")
    demo.add_argument("--documents", type=Path, metavar="DIR", help="with --check: keep every document exchanged")


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--processes", type=int, default=1, help="more than one needs a broker and PostgreSQL")


def _intake_options(intake: argparse.ArgumentParser) -> None:
    intake.add_argument("--partner", required=True, metavar="SLUG", help="whose order it is")
    intake.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="cXML, or an e-mail with it; the standard input if left out"
    )


def _check_options(check: argparse.ArgumentParser) -> None:
    check.add_argument("--saleor", default="", metavar="URL", help="one of several that are connected")
    check.add_argument(
        "--fix",
        nargs="*",
        choices=FIXABLE,
        metavar="CODE",
        help=f"set these right, or all: {', '.join(FIXABLE)}; of the shop only with a token in SALEOR_ADMIN_TOKEN",
    )
    check.add_argument("--yes", action="store_true", help="with --fix: do not ask")
    check.add_argument("--json", action="store_true", help="one JSON object per finding")


def _read_options(read: argparse.ArgumentParser) -> None:
    read.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="cXML, an OCI call or return form, Oracle's XML, a form body, or a saved HTTP request",
    )
    read.add_argument(
        "--json", action="store_true", help="one JSON object a line, secrets included: mask them before you pass it on"
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text} is no port; choose one from 1 to 65535")
    return int(text)


def _demo(given: argparse.Namespace) -> int:
    from saleor_punchout.service.demo import command

    if (given.json or given.documents or given.verbose) and not given.check:
        sys.exit("saleor-punchout demo: --json, --verbose and --documents go with --check.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="punchout-demo-")))
        if given.check:
            return command.check(folder, as_json=given.json, documents=given.documents, verbose=given.verbose)
        return command.serve(given.port, folder)


def _serve(given: argparse.Namespace) -> int:
    from saleor_punchout.service import command

    return command.serve(given.host, given.port, given.processes)


def _worker(given: argparse.Namespace) -> int:
    from saleor_punchout.service import command

    return command.work()


def _sweep(given: argparse.Namespace) -> int:
    from saleor_punchout.service import command

    return command.sweep()


def _intake(given: argparse.Namespace) -> int:
    from saleor_punchout.service import command

    _speak_utf8()
    return command.intake(given.partner, None if given.file in (None, Path("-")) else given.file)


def _check(given: argparse.Namespace) -> int:
    from saleor_punchout.service import command

    _speak_utf8()
    return command.check(given.saleor, fix=given.fix, yes=given.yes, as_json=given.json)


def _simulate(given: argparse.Namespace) -> int:
    """Needs no settings."""
    _speak_utf8()
    return simulator.run(given)


def _read(given: argparse.Namespace) -> int:
    """Needs no settings. Exits with 1 where a file could not be opened; a refused document is an answer too."""
    _speak_utf8()
    unreadable = False
    for path in given.files:
        try:
            finding = inspect(path.read_bytes())
        except OSError as error:
            unreadable = True
            print(f"saleor-punchout read: {path}: {error.strerror}", file=sys.stderr)
        else:
            print(_as_json(path, finding) if given.json else told(path, finding))
    return int(unreadable)


def _speak_utf8() -> None:
    """Documents, file names and the marks of a check hold what not every terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _as_json(path: Path, finding: Finding) -> str:
    warnings = [remark.code for remark in finding.remarks]
    answer = {"file": str(path), **finding.values, "status": finding.status, "reason": finding.reason}
    return json.dumps({**answer, "warnings": warnings}, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
