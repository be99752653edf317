"""Why each check of the health check matters to business buyers, and where in the Saleor Dashboard it is mended.

The names of pages and fields are those of Dashboard 3.23; where 3.21 and 3.22 call them otherwise, both are named.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """What is the same whatever the check found."""

    subject: str
    why: str
    remedy: str


CHANNEL_PAGE = "Dashboard: Configuration → Channels → the channel"

NOTES = {
    "CONNECTION": Note(
        "The connection to Saleor",
        "Without Saleor no buyer can start and no order can be made; orders that arrive are kept until it answers.",
        "Check that Saleor runs and that its address and the app's token are right. Where the token was revoked,"
        " install the app again or give it a new token.",
    ),
    "TROUBLE": Note(
        "The last refusal",
        "Orders wait as long as Saleor turns us away.",
        "Do what the message says. It disappears once an order is made, or when the service starts again.",
    ),
    "PERMISSIONS": Note(
        "The permissions of our app",
        "What the app may not do is refused in the middle of the first visit or order that needs it.",
        "Dashboard: Extensions → Installed → PunchOut → Edit permissions. Apps that were made by hand: Extensions →"
        " Installed → the app → Permissions.",
    ),
    "PUBLIC_URL": Note(
        "Our own address",
        "Procurement systems get links and endpoints that begin with it, and most of them accept https only.",
        'Set PUNCHOUT_PUBLIC_URL, for example: export PUNCHOUT_PUBLIC_URL="https://punchout.example.com"',
    ),
    "SALEOR_KEYS": Note(
        "Saleor's public keys",
        "By them we know that a webhook or a Dashboard page really comes from this Saleor. Until they are fetched,"
        " order events and Dashboard pages are refused.",
        "Install the app in the Dashboard (Extensions → Install from manifest). Orders and carts work without.",
    ),
    "PARTNERS": Note(
        "Trading partners",
        "Only the channels that a trading partner buys in are checked.",
        "Create a trading partner for the first buying company.",
    ),
    "QUANTITY_LIMIT": Note(
        "The limit of pieces per article in one checkout",
        "Businesses order in quantities. Saleor's default of 50 pieces refuses the cart, and holds the order that asks"
        " for more.",
        "Dashboard: Configuration → Orders & fulfillment (3.21, 3.22: Site Settings) → Checkout line limit: leave it"
        " empty.",
    ),
    "UNPAID_FULFILLMENT": Note(
        "Fulfillment of unpaid orders",
        "Business orders are shipped first and paid by invoice. Otherwise every order must be marked as paid before its"
        " goods may leave.",
        "Dashboard: Configuration → Orders & fulfillment (3.21, 3.22: Order Settings) → Allow fulfillment without"
        " payment: switch it on.",
    ),
    "PASSWORD_LOGIN": Note(
        "Login by password",
        "Where it is disabled, Saleor refuses its own login tokens. Buyers can then shop as guests only, or as"
        " customers whom an external login knows.",
        "Dashboard: Configuration → Store → Password login mode: Customers only is enough.",
    ),
    "STOREFRONT_TRAFFIC": Note(
        "Storefront traffic",
        "Where it is off, Saleor answers shoppers with 401: only a storefront whose own server asks with an app token"
        " can show anything, PunchOut or not.",
        "Dashboard: Configuration → Store → Allow storefront traffic: switch it on, unless your storefront works so.",
    ),
    "ZONE_STOCK": Note(
        "How stock is counted",
        "It decides whether an order to a far address finds stock. Nothing needs to be done; it explains an"
        " 'insufficient stock' that the warehouse does not confirm.",
        "Dashboard: Configuration → Store → Use legacy shipping zone stock availability.",
    ),
    "CHANNEL": Note(
        "The channel",
        "Buyers of a trading partner shop in its channel, with its prices and in its currency.",
        f"{CHANNEL_PAGE} → activate it; or name another channel in the trading partner.",
    ),
    "WAREHOUSES": Note(
        "Warehouses",
        "An article without a warehouse in the channel counts as sold out, so carts and orders are refused.",
        f"{CHANNEL_PAGE} → Warehouses: assign one that holds stock.",
    ),
    "DELIVERY": Note(
        "Delivery methods",
        "An order of goods needs a delivery method; without one it is held.",
        "Dashboard: Configuration → Shipping methods → a zone with the channel, the buyers' countries and a price. Not"
        " needed where all articles are digital, or where an app offers the methods.",
    ),
    "TAXES": Note(
        "Taxes",
        "Carts go back with net prices and tax apart. Where nothing calculates taxes they say zero, and the invoice"
        " will differ from the order.",
        "Dashboard: Configuration → Taxes → the channel → Select the method of tax calculation.",
    ),
    "AUTO_CONFIRM": Note(
        "Confirmation of new orders",
        "An order that nobody has confirmed can still be changed when the buyer sends a change; a confirmed one must be"
        " cancelled and made anew. Both are fine.",
        f"{CHANNEL_PAGE} → Confirm new orders automatically (3.21, 3.22: Automatically confirm all orders).",
    ),
    "UNPAID_ORDERS": Note(
        "Orders without payment",
        "A buyer could complete the cart in the storefront, without approval and without paying, and the cart that goes"
        " back would be ordered twice. Purchase orders do not need this setting.",
        f"{CHANNEL_PAGE} → Allow unpaid orders: switch it off.",
    ),
    "AUTO_COMPLETE": Note(
        "Automatic completion of paid checkouts",
        "Saleor may turn a checkout into an order before we do, without our order number on it; we find it again, but"
        " only after a detour.",
        f"{CHANNEL_PAGE} → Turn fully paid checkouts into orders automatically (3.21, 3.22: Automatically complete"
        " checkouts when fully paid): switch it off.",
    ),
    "PAYMENT": Note(
        "Payment in the channel",
        "Who can pay in the storefront orders without approval, and the cart that goes back would be ordered twice.",
        "Give PunchOut a channel of its own that no payment app and no payment plugin serves (Dashboard: Extensions →"
        " Installed → the app or plugin → its channels), and name it in the trading partner.",
    ),
}
