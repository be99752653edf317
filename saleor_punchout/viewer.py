"""Who asks, with which rights, and about which Saleor. Whatever staff see or change is found through here.

Each host tells who the viewer of a request is; the setting ``PUNCHOUT_VIEWER`` names its function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string

from saleor_punchout import models
from saleor_punchout.conf import settings

MANAGE_ORDERS = "MANAGE_ORDERS"
"""Sessions, purchase orders, documents in both directions, alarms."""
MANAGE_USERS = "MANAGE_USERS"
"""Trading partners, their credentials and buyers, for they say who may act as whom."""
STAFF = frozenset({MANAGE_ORDERS, MANAGE_USERS})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A caller. Without an installation, and not the operator, it finds nothing at all."""

    permissions: frozenset[str] = frozenset()
    """Names from Saleor's permission enum; empty for a shopper."""
    installation: models.Installation | None = None
    """The Saleor whose staff this is."""
    is_operator: bool = False
    """Whoever runs the service sees every Saleor that it serves."""
    email: str = ""

    def installations(self) -> QuerySet[models.Installation]:
        return self._scoped(models.Installation.objects.all(), "pk")

    def partners(self) -> QuerySet[models.TradingPartner]:
        return self._scoped(models.TradingPartner.objects.all(), "installation")

    def credentials(self) -> QuerySet[models.Credential]:
        return self._scoped(models.Credential.objects.all(), "partner__installation")

    def buyers(self) -> QuerySet[models.Buyer]:
        return self._scoped(models.Buyer.objects.all(), "partner__installation")

    def sessions(self) -> QuerySet[models.PunchOutSession]:
        return self._scoped(models.PunchOutSession.objects.all(), "partner__installation")

    def purchase_orders(self) -> QuerySet[models.PurchaseOrder]:
        return self._scoped(models.PurchaseOrder.objects.all(), "partner__installation")

    def transmissions(self) -> QuerySet[models.Transmission]:
        return self._scoped(models.Transmission.objects.all(), "partner__installation")

    def alarms(self) -> QuerySet[models.Alarm]:
        return self._scoped(models.Alarm.objects.all(), "installation")

    def attachments(self) -> QuerySet[models.Attachment]:
        """Those of documents that the viewer is shown."""
        return models.Attachment.objects.filter(document__in=self.documents())

    def documents(self) -> QuerySet[models.DocumentRecord]:
        """Documents of the viewer's partners. One that matches no partner is shown to the operator, and to staff where
        there is one Saleor only: nobody can tell whose it is otherwise."""
        documents = models.DocumentRecord.objects.all()
        if self.is_operator:
            return documents
        if self.installation is None:
            return documents.none()
        own = Q(partner__installation=self.installation) | Q(partner=None, installation=self.installation)
        if not models.Installation.objects.exclude(pk=self.installation.pk).exists():
            own |= Q(partner=None)
        return documents.filter(own)

    def _scoped(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        if self.is_operator:
            return rows
        if self.installation is None:
            return rows.none()
        return rows.filter(**{path: self.installation.pk})


NOBODY = Viewer()


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, asked of the host once."""
    if not hasattr(request, "punchout_viewer"):
        request.punchout_viewer = import_string(settings.viewer)(request)
    viewer: Viewer = request.punchout_viewer
    return viewer
