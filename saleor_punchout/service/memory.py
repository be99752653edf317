"""How often Python searches for reference cycles: seldom, for requests leave few behind."""

from __future__ import annotations

import gc


def settle() -> None:
    """To be called when everything is loaded. It lives as long as the process, so the search need not walk it again
    and again; and the hundred thousand objects of a large order are no reason to begin one every moment."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
