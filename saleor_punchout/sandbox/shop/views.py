"""The shop's pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from saleor_punchout.sandbox.shop import saleor, visit
from saleor_punchout.sandbox.shop.cookies import keep
from saleor_punchout.sandbox.shop.forms import ChoiceForm, QuantityForm
from saleor_punchout.sandbox.shop.pages import shop_page, show
from saleor_punchout.sandbox.shop.saleor import Node, Refused
from saleor_punchout.sandbox.shop.shopper import Shopper, shopper_of

LONGEST_SEARCH = 100


@shop_page
@require_GET  # a HEAD would spend the code
def punchout(request: HttpRequest) -> HttpResponse:
    """Where procurement's buyers come in, with a code that works once."""
    redeemed = visit.redeem(request.GET.get("code", ""))
    response = _go(reverse("shop-catalogue").rstrip("/") + redeemed.path)
    response.headers["Referrer-Policy"] = "no-referrer"
    visit.begin(request, response, redeemed)
    return response


@shop_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All articles, or those of a search, or those of a category."""
    shopper, search = shopper_of(request), request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = saleor.find_products(shopper.channel, search, request.GET.get("after", ""))
    if page is None:
        raise Http404
    products = [edge["node"] for edge in page["edges"]]
    return show(request, "catalogue.html", shopper, search=search, page=page, **_by_category(request, products))


def _by_category(request: HttpRequest, products: list[Node]) -> dict[str, Any]:
    """The categories of these articles, and the articles of the one that was chosen."""
    slug = request.GET.get("category", "")
    categories = {product["category"]["slug"]: product["category"] for product in products if product["category"]}
    chosen = [product for product in products if not slug or (product["category"] or {}).get("slug") == slug]
    return {"categories": list(categories.values()), "category": categories.get(slug), "products": chosen}


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One article; a POST puts it into the cart."""
    shopper = shopper_of(request)
    article = saleor.find_product(shopper.channel, slug)
    if article is None:
        raise Http404
    try:
        if request.method == "POST":
            return _add(request, shopper, article)
    except Refused as refusal:
        chosen = _chosen(request, article)
        return show(request, "product.html", shopper, status=422, product=article, problem=str(refusal), chosen=chosen)
    return show(
        request,
        "product.html",
        shopper,
        product=article,
        added=request.GET.get("added") == "yes",
        chosen=_chosen(request, article),
    )


def _chosen(request: HttpRequest, article: Node) -> str:
    """Id of the variant that the address names, else of the first."""
    ids = [variant["id"] for variant in article["variants"] or []]
    named = request.GET.get("variant", "")
    return named if named in ids else next(iter(ids), "")


def _add(request: HttpRequest, shopper: Shopper, article: Node) -> HttpResponse:
    wanted = QuantityForm(article["variants"] or [], request.POST).checked()
    changed = shopper.add(wanted["chosen"], wanted["quantity"])
    response = _go(f"{request.path}?added=yes")
    if shopper.cart is None:
        keep(request, response, visit.cart_cookie(shopper.channel), changed["id"])
    return response


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def cart(request: HttpRequest) -> HttpResponse:
    """The cart; a POST changes or removes one of its lines."""
    shopper = shopper_of(request)
    try:
        if request.method == "POST" and shopper.cart:
            shopper.check_may_buy()
            return _change(request, shopper.cart)
    except Refused as refusal:
        return show(request, "cart.html", shopper, status=422, problem=str(refusal))
    return show(request, "cart.html", shopper)


def _change(request: HttpRequest, cart: Node) -> HttpResponse:
    if "remove" in request.POST:
        saleor.remove_line(cart, ChoiceForm(cart["lines"], request.POST).checked()["chosen"])
    else:
        wanted = QuantityForm(cart["lines"], request.POST).checked()
        saleor.update_line(cart, wanted["chosen"], wanted["quantity"])
    return _go(reverse("shop-cart"))


@shop_page
def lost(request: HttpRequest, anything: str) -> HttpResponse:
    """Every other address."""
    raise Http404


def _go(address: str) -> HttpResponse:
    """See the page at that address, by a GET whatever this request was."""
    return HttpResponseRedirect(address, status=303)
