"""Systems that were set up for Amazon Business, and send another shop what they send there."""

from saleor_punchout.systems.base import ProcurementSystem, Source

AMAZON = ProcurementSystem(
    key="amazon",
    name="Amazon-style",
    sources=(
        Source("Amazon Business, guides in amazon_punchout", "https://github.com/kazz12211/amazon_punchout"),
        Source("Chrome 80 breaks PunchOut", "https://punchoutcommerce.com"),
    ),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains cost_centre_places operation_allowed units limits on_empty
        """.split()
    ),
    framing="window",
    notes=(
        "The user's e-mail address may stand in UserEmail, in Email, in the delivery address or in a Contact.",
        "UserBusinessUnit names a group of the buyer; map it where it must reach the shop.",
        "Orders bring part number and auxiliary id, delivery addresses by line, and no card number.",
        "The buyer's client wants the manufacturer and its part number on every line.",
    ),
)
