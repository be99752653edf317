"""``docs/systems.md``, made of the declarations, so that it cannot say anything else."""

from saleor_punchout.systems import SYSTEMS, PunchOutProtocol

PROTOCOLS = {PunchOutProtocol.CXML: "cXML", PunchOutProtocol.OCI: "OCI", PunchOutProtocol.ORACLE: "Oracle's XML"}
EMPTY = {"message_204": "status 204", "empty": "form without lines", "no_post": "nothing is posted"}

ORDERS = {"cxml": "cXML", "other": "other"}

HEAD = """\
# Procurement systems

What we know of each system, as `saleor_punchout/systems` declares it. `pytest tests/systems --update` writes this page;
[ADDING_SYSTEMS.md](../ADDING_SYSTEMS.md) tells how to add a system.

A **?** marks what nobody has written down in public: there the standard or experience stands, and the first customer is
to be asked. No system has been met in production yet.

*Shop in*: where buyers see the shop. *Returned cart*: what they may do with it later. *Orders*: whether they come to us
by cXML; *other* is IDoc, EDI, e-mail and the like, which we do not take. *Without a cart*: what ends a visit in which
nothing was bought.
"""

COLUMNS = ("system", "key", "protocols", "delivery", "shop in", "returned cart", "orders", "without a cart")


def page():
    """The whole page."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *map(_row, SYSTEMS.values())]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([HEAD, table, *map(_section, SYSTEMS.values())])


def _row(system):
    def cell(name, words):
        return f"{words} ?" if name in system.unsourced else words

    return (
        system.name,
        f"`{system.key}`",
        cell("protocols", ", ".join(PROTOCOLS[protocol] for protocol in system.protocols)),
        cell("ship_to", system.ship_to),
        cell("framing", system.framing),
        cell("operation_allowed", system.operation_allowed),
        cell("order_transport", ORDERS[system.order_transport]),
        cell("on_empty", EMPTY[system.on_empty]),
    )


def _section(system):
    parts = [f"\n## {system.name}\n"]
    parts += [f"- {note}" for note in system.notes]
    parts += [f"- {facts}" for facts in _facts(system)]
    parts += ["\nSources: " + " · ".join(map(_source, system.sources)) + "."]
    if system.unsourced:
        parts += ["Not confirmed: " + ", ".join(f"`{name}`" for name in sorted(system.unsourced)) + "."]
    return "\n".join(parts)


def _facts(system):
    """What the table has no room for."""
    if PunchOutProtocol.CXML in system.protocols:
        domains = "; ".join(f"{party} {', '.join(names)}" for party, names in system.credential_domains.items())
        yield f"Domains of its headers: {domains}. The cart goes as `{system.cxml.return_field}`."
    if system.cxml.dtd_versions:
        declared = (f"{payload} {version}" for payload, version in system.cxml.dtd_versions.items())
        yield f"DTDs that our documents declare: {', '.join(declared)}."
    if PunchOutProtocol.OCI in system.protocols:
        yield f"OCI {system.oci.version}{_oci_habits(system.oci)}."
    if system.units:
        yield "Units: " + ", ".join(f"{ours} goes as {theirs}" for ours, theirs in system.units.items()) + "."
    if system.known_units:
        known = ", ".join(sorted(system.known_units.units)) or "none by itself"
        yield f"Units that it knows: {known}. {system.known_units.otherwise}."
    if system.limits:
        yield "Limits: " + ", ".join(f"{name} {limit}" for name, limit in system.limits.items()) + "."
    if system.forbidden_in_part_id:
        yield f"Part numbers without `{' '.join(system.forbidden_in_part_id.characters)}`."


def _oci_habits(dialect):
    habits = {
        f"the return address is named {dialect.hook_parameter}": dialect.hook_parameter != "HOOK_URL",
        "the return address stands last and is not encoded": dialect.hook_is_last,
        "the return address keeps its query": not dialect.splits_hook,
        "SAPEVENT:POST is a return address": dialect.allows_sapevent,
    }
    return "".join(f"; {words}" for words, holds in habits.items() if holds)


def _source(source):
    return f"[{source.title}]({source.url})" if source.url else source.title
