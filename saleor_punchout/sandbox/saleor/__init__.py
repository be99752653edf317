"""A pretend Saleor: a part of its public GraphQL API, by the same names, over a few tables.

It behaves as real Saleor was measured to behave where a punch-out would notice: how prices are rounded, which lines
merge, what an anonymous shopper may do, which error code comes when. It is no shop. There are no payments and
nothing can be paid; no promotions, vouchers or gift cards; no customer logs in; no webhooks and no events; one tax rate
for everything in a channel, wherever it goes; one warehouse that reaches every country, and delivery methods with one
price; no limit on quantities; postal rules that know little more than which fields are missing. An order stays
UNCONFIRMED: it cannot be confirmed, fulfilled, changed or cancelled. Settings are kept and shown, and nothing acts on
them. One token opens what our app may do, another what staff may.
"""
