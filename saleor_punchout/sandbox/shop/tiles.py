"""Which drawing stands for an article: nobody photographed the goods of a demo."""

from __future__ import annotations

TILES = {
    "glove": ("glove",),
    "helmet": ("helmet", "hard-hat", "ear", "head"),
    "goggles": ("glasses", "goggle", "spectacle", "eyewear", "visor"),
    "vest": ("vest", "jacket", "workwear", "clothing", "shirt"),
    "boot": ("boot", "shoe", "footwear"),
    "drill": ("drill", "driver", "grinder", "power", "machine"),
    "wrench": ("wrench", "spanner", "plier", "hammer", "hand-tool", "tool", "socket", "hex-key", "knife"),
    "bolt": ("bolt", "screw", "nut", "washer", "anchor", "fasten", "rivet"),
    "bearing": ("bearing", "gear", "belt", "seal", "valve", "pump", "mechanic", "drive"),
    "cable": ("cable", "wire", "plug", "electric", "switch", "fuse", "adapter", "charger", "battery"),
    "lamp": ("lamp", "light", "led", "torch", "bulb"),
    "screen": ("monitor", "laptop", "notebook", "computer", "keyboard", "mouse", "dock", "headset", "-it", "it-"),
    "bottle": ("clean", "soap", "detergent", "sanit", "lubricant", "spray", "oil", "adhesive", "paint", "chemical"),
    "tape": ("tape", "film", "label", "wrap", "roll"),
    "paper": ("paper", "folder", "binder", "office", "pen", "marker", "note", "envelope", "toner"),
    "chair": ("chair", "desk", "table", "furniture", "shelf", "rack", "cabinet"),
}
"""Drawing, and the words that call for it; the first that fits wins."""
OTHERWISE = "box"


def tile_for(*slugs: str) -> str:
    """The drawing for the first of these slugs that has one."""
    found = (name for slug in slugs for name, words in TILES.items() if any(word in slug for word in words))
    return next(found, OTHERWISE)
