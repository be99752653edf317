"""The least that a setup endpoint can be: a Django project in one file, without middleware.

Its view parses the request, and in one transaction gets the buyer by domain and identity, compares the hash of the
secret in constant time, makes a token of 256 bits and inserts the session: one SELECT, one INSERT. It reads no field
that it does not store, checks nothing, keeps no record, and knows one procurement system. The database settings are
the service's own, so that both pay alike for connections and for syncing to disk.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import floors
from saleor_punchout.service import settings as service

if not settings.configured:
    settings.configure(
        SECRET_KEY=service.SECRET_KEY,
        ALLOWED_HOSTS=service.ALLOWED_HOSTS,
        DATABASES=service.DATABASES,
        DEFAULT_AUTO_FIELD=service.DEFAULT_AUTO_FIELD,
        USE_TZ=True,
        ROOT_URLCONF=__name__,
    )
    django.setup()

DOMAIN, IDENTITY, SECRET = "NetworkID", "AN01000000087", "bench-secret-1"
ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">
<cXML payloadID="{token}@floor" timestamp="2026-11-23T08:00:00+00:00" xml:lang="en"><Response>\
<Status code="200" text="OK" xml:lang="en"/><PunchOutSetupResponse><StartPage>\
<URL>http://127.0.0.1/start/{token}</URL></StartPage></PunchOutSetupResponse></Response></cXML>"""


class Buyer(models.Model):
    domain = models.CharField(max_length=100)
    identity = models.CharField(max_length=200)
    secret_hash = models.CharField(max_length=64)

    class Meta:
        app_label = "floor"
        unique_together = (("domain", "identity"),)


class Session(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    buyer = models.ForeignKey(Buyer, models.CASCADE)
    payload_id = models.CharField(max_length=255)
    cookie = models.TextField()
    return_url = models.TextField()
    extrinsics = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"
        unique_together = (("buyer", "payload_id"),)


def open_session(request: HttpRequest) -> HttpResponse:
    root = floors.parse(request.body)
    sender, wish = root.find("Header/Sender/Credential"), root.find("Request/PunchOutSetupRequest")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        buyer = Buyer.objects.get(domain=sender.get("domain"), identity=sender.findtext("Identity"))
        if not hmac.compare_digest(buyer.secret_hash, _hash(sender.findtext("SharedSecret"))):
            return HttpResponse(status=403)
        Session.objects.create(
            token_hash=_hash(token),
            buyer=buyer,
            payload_id=root.get("payloadID"),
            cookie=wish.findtext("BuyerCookie"),
            return_url=wish.findtext("BrowserFormPost/URL"),
            extrinsics={one.get("name"): one.text for one in wish.findall("Extrinsic")},
        )
    answer = ANSWER.format(token=token).encode()
    return HttpResponse(answer, content_type="text/xml; charset=UTF-8", headers={"Content-Length": str(len(answer))})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def prepare() -> None:
    """Make both tables and the one buyer."""
    with connection.schema_editor() as editor:
        editor.create_model(Buyer)
        editor.create_model(Session)
    Buyer.objects.create(domain=DOMAIN, identity=IDENTITY, secret_hash=_hash(SECRET))


urlpatterns = [path("cxml", open_session)]
application = get_wsgi_application()
