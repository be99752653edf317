"""Where a browser would post to, by a reader of addresses that is not ours: Node's, which follows the WHATWG."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from tests.hostile.addresses import OURS
from tests.needs import need

NODE = shutil.which("node")
PROGRAM = """
const [base, addresses] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const read = address => {
  try { const url = new URL(address, base); return [url.protocol, url.hostname]; } catch { return ["", ""]; }
};
process.stdout.write(JSON.stringify(addresses.map(read)));
"""


class Destination(NamedTuple):
    """Both empty where a browser goes nowhere."""

    scheme: str
    host: str

    def is_one_of(self, hosts: Sequence[str]) -> bool:
        """Whether it is https and a host of the list, in which ``.example.com`` stands for every host below it."""
        host = self.host.removesuffix(".")
        own = any(host.endswith(one) if one.startswith(".") else host == one for one in hosts)
        return self.scheme == "https:" and own


def destinations(addresses: Sequence[str], base: str = OURS) -> list[Destination]:
    """Of a form on the page ``base`` with each of these as its action."""
    if not addresses:
        return []
    need(NODE, "Node")
    asked = json.dumps([base, list(addresses)])
    done = subprocess.run([NODE, "-e", PROGRAM], input=asked, capture_output=True, text=True, check=True, timeout=60)
    return [Destination(*answer) for answer in json.loads(done.stdout)]
