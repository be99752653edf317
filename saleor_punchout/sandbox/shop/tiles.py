"""Which drawing stands for an article: nobody photographed the goods of a demo."""

from __future__ import annotations

TILES = {
    "tie": "tie",
    "grease": "cartridge",
    "bolt": "bolt",
    "nut": "nut",
    "screw": "screw",
    "threadlocker": "bottle",
    "pliers": "pliers",
    "wrench": "wrench",
    "screwdriver": "screwdriver",
    "measure": "measure",
    "drill": "drill",
    "grinder": "grinder",
    "disc": "disc",
    "camera": "camera",
    "gloves": "glove",
    "glasses": "goggles",
    "shoes": "boot",
    "ear": "earplug",
    "bearing": "bearing",
    "belt": "belt",
    "cable": "cable",
    "breaker": "breaker",
    "luminaire": "lamp",
    "socket": "socket",
    "wipes": "wipes",
    "cleaner": "bottle",
    "absorbent": "bag",
    "paper": "paper",
    "pen": "pen",
    "tape": "tape",
    # Categories, for articles that have no drawing of their own.
    "fasteners": "bolt",
    "tools": "wrench",
    "protective": "glove",
    "bearings": "bearing",
    "electrical": "cable",
    "cleaning": "bottle",
    "office": "paper",
}
"""Drawing by a word of the slug; where several fit, the one that is listed first."""
OTHERWISE = "box"


def tile_for(*slugs: str) -> str:
    """The drawing for the first of these slugs that has one."""
    found = (tile for slug in slugs for word, tile in TILES.items() if word in slug.split("-"))
    return next(found, OTHERWISE)
