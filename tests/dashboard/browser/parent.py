"""A page that does what the Saleor Dashboard does around an app's frame, as it was recorded from Dashboard 3.23.27."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from tests.dashboard.tokens import APP_ID

SANDBOX = "allow-same-origin allow-forms allow-scripts allow-downloads allow-popups"
PAGE = """
<style>iframe { width: 1100px; height: 700px; border: 0 }</style>
<iframe id="app" title="App" sandbox="%(sandbox)s" src="%(src)s"></iframe>
<script>
const app = document.getElementById("app"), origin = "%(origin)s";
window.token = "%(token)s"; window.theme = "%(theme)s"; window.heard = []; window.foreign = [];
window.tell = (type, payload) => app.contentWindow.postMessage({ type, payload }, origin);
const handshake = () => tell("handshake", { token, version: 1, saleorVersion: "3.23", dashboardVersion: "3.23.27" });
app.addEventListener("load", () => { if (window.token) handshake(); });
addEventListener("message", ({ origin: from, data }) => {
  if (from !== origin || !data?.type || !data?.payload?.actionId) return foreign.push(data);
  heard.push(data);
  if (data.type === "notifyReady" && window.token) handshake();
  if (data.type === "widgetResize") app.style.height = `${Math.ceil(data.payload.height)}px`;
  tell("response", { actionId: data.payload.actionId, ok: true });
  if (data.type === "notifyReady") {
    tell("localeChanged", { locale: "en" });
    tell("theme", { theme });
    tell("redirect", { path: "/dashboard/extensions/app/QXBwOjE%%3D/sessions" });
  }
});
</script>
"""


def dashboard(demo: str, path: str, token: str, theme: str = "light", **query: Any) -> str:
    """The HTML around the page of that path. In a frame the Dashboard tells its theme by address and by message."""
    own = {"domain": "127.0.0.1", "saleorApiUrl": f"{demo}/saleor/graphql/", "id": APP_ID, "theme": "light"}
    flags = {"featureFlags[new_order_ui][enabled]": "false"}
    values = {"sandbox": SANDBOX, "src": f"{demo}/dashboard{path}?{urlencode(own | flags | query)}", "origin": demo}
    return PAGE % (values | {"token": json.dumps(token)[1:-1], "theme": theme})
