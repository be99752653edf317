"""Reads the corpus in a process of its own, under watch, and tells what happened, a line of JSON per document.

Usage: python -m tests.hostile.trial CANARY URL PIPE [unguarded]. The caller chooses the lxml by its PYTHONPATH. Every
``open`` and every socket of Python that no import asked for is reported; what libxml2 does in C is for the caller's
canaries to see. A document that hangs ends the process.
"""

import json
import resource
import signal
import sys
import time
from pathlib import Path

from lxml import etree

from saleor_punchout.documents.arrival import read_http_request, unwrap
from saleor_punchout.documents.guard import ORDER_LIMIT, open_document
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import redacted
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.inspection import inspect
from tests.documents import good
from tests.hostile.corpus import corpus

WATCHED = ("open", "socket.", "os.", "subprocess.", "urllib.", "ftplib.", "http.", "shutil.", "ctypes.dlopen")
MEMORY = 2 * 1024**3
HANGING = 20
events = []


def watch(event, arguments):
    if armed and event.startswith(WATCHED) and not _importing(sys._getframe()):
        events.append(f"{event} {str(arguments)[:80]}")


def _importing(frame):
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def tried(attack):
    """What the document did, and how long it kept the processor busy; the clock on the wall ends what waits."""
    begun = time.process_time()
    finding = inspect(attack.body)
    seconds = time.process_time() - begun
    return {
        "status": finding.status,
        "seconds": round(seconds, 2),
        "identities": good.identities(finding),
        "said": f"{finding.values} {finding.reason} {finding.remarks}"[:100_000],
        "test": finding.values["deployment_mode"] == "test",
    }


def stored(attack):
    """What a log would keep of the document."""
    if len(attack.body) > 1_000_000:
        return ""
    try:
        arrival = unwrap(read_http_request(attack.body), Notes(), limit=ORDER_LIMIT)
        return redacted(open_document(arrival.body, Notes(), charset=arrival.charset).root)
    except PunchOutError:
        return ""


def unguarded(attack):
    """The control: a parser that trusts everybody, to prove that the canaries sing."""
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    try:
        root = etree.fromstring(attack.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return {"said": str(error)}
    return {"said": etree.tostring(root, encoding="unicode")}


def main(canary, url, pipe, mode=""):
    global armed
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps({"lxml": etree.LXML_VERSION, "at": etree.__file__}))
    armed = True
    for attack in corpus(Path(canary), url, Path(pipe)):
        if mode and not attack.name.startswith("general entity, file"):
            continue
        print(json.dumps({"name": attack.name}), flush=True)
        signal.alarm(HANGING)
        done = unguarded(attack) if mode else tried(attack) | {"stored": stored(attack)}
        signal.alarm(0)
        print(json.dumps({"name": attack.name, "events": events[:5], **done}), flush=True)
        events.clear()


armed = False
if __name__ == "__main__":
    sys.addaudithook(watch)
    main(*sys.argv[1:])
