"""Infor Lawson."""

from saleor_punchout.systems.base import ProcurementSystem, Source

INFOR = ProcurementSystem(
    key="infor",
    name="Infor Lawson",
    sources=(
        Source(
            "Sending ad hoc information to vendors using Punchout attributes or Extrinsic elements",
            "https://docs.infor.com/lwsnapps/10.1/en-us/lwsncsolh/lwsneppag/gak1662346389801.html",
        ),
        Source(
            "Settings of a vendor: To, From, Sender, deploymentMode",
            "https://docs.infor.com/lwsnapps/10.1/en-us/lwsncsolh/lwsneppag/bsu1582297654522.html",
        ),
    ),
    unsourced=frozenset(
        """
        cxml.return_field cost_centre_places ship_to operation_allowed units limits on_empty framing
        order_transport
        """.split()
    ),
    credential_domains={"from": ("DUNS", "NetworkId"), "to": ("DUNS", "NetworkId"), "sender": ("DUNS", "NetworkId")},
    notes=(
        "Extrinsics are defined by the buyer: ask for FirstName, LastName and EMailAddress.",
        "Whether a visit is a test is a setting at the buyer.",
        "Infor Rhythm needs the start page within five minutes, and means the last of several SelectedItems.",
    ),
)
