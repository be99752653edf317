"""Packages that cannot live beside ours, in directories of their own: ``var/side/<name>``.

A test runs what it wants of them in another process, with that directory as its PYTHONPATH.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.needs import need

SIDE = Path(__file__).parents[1] / "var" / "side"


def side_directory(requirement: str, name: str) -> Path:
    """Where the requirement is installed; fetched by pip at first use. Skips where that fails, in CI it must not."""
    folder = SIDE / name
    if not folder.is_dir():
        _install(requirement, folder)
    return folder


def _install(requirement: str, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as made:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", made]
        done = subprocess.run([*pip, requirement], capture_output=True, text=True)
        need(done.returncode == 0, f"{requirement}, which pip could not fetch ({done.stderr.strip()[-200:]}),")
        Path(made).chmod(0o755)
        if not folder.is_dir():  # another run may have been quicker
            Path(made).rename(folder)
