"""What several systems have in common."""

from __future__ import annotations

from saleor_punchout.simulator.dialect import Limit

SAP_OCI = "SAP Open Catalog Interface 4.0 and 5.0, field table"
OCI_WIDTHS = {
    "description": Limit(40, source=SAP_OCI),
    "unit": Limit(3, is_cut=False, source=SAP_OCI),
    "part_id": Limit(40, is_cut=False, source=SAP_OCI),
    "auxiliary_id": Limit(40, is_cut=False, source=SAP_OCI),
    "manufacturer_part_id": Limit(40, source=SAP_OCI),
}
OCI_NEEDS = ("description", "quantity", "unit")
DUNS_ONLY = {"from": ("DUNS",), "to": ("DUNS",), "sender": ("DUNS",)}
FULL_NAME = {
    "FirstName": "{first_name}",
    "LastName": "{last_name}",
    "UniqueName": "{login}",
    "UserEmail": "{email}",
}
