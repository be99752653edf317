/* The window of the Saleor Dashboard around this frame, and the token that it gives for htmx's requests.
 *
 * Messages are {type, payload}: https://docs.saleor.io/developer/extending/apps/developing-apps/app-sdk/app-bridge
 * They are heard from the frame's own parent only, and only where its origin is one of the configured Dashboards.
 */

const { root, mount, origins } = document.body.dataset;
const asked = new URLSearchParams(location.search);
const own = new URLSearchParams([...asked].filter(([name]) => !/^(domain|saleorApiUrl|id|theme|featureFlags.*)$/.test(name)));
const main = document.getElementById("main");
const PATIENCE = 10_000; // milliseconds for the Dashboard to answer
const SPARE = 5_000; // milliseconds that a token must still be good for

const memory = new Map();
let dashboard = knownOrigin();
let here = location.pathname;
let token = "";
let goodUntil = 0;
let waiting = [];
let sent = 0;

/* Storage of a frame on another site throws where the browser blocks it; then a reload forgets, and that is all. */

function remember(key, value) {
  memory.set(key, value);
  try {
    sessionStorage.setItem(`punchout:${key}`, value);
  } catch {}
}

function recall(key) {
  try {
    return memory.get(key) ?? sessionStorage.getItem(`punchout:${key}`) ?? "";
  } catch {
    return "";
  }
}

/* Origins. Firefox knows no ancestorOrigins, and a reloaded frame may have no referrer. */

function isDashboard(origin) {
  return origins.split(" ").some((one) => {
    const [scheme, domain] = one.split("*.");
    return domain ? origin.startsWith(scheme) && origin.endsWith(`.${domain}`) : origin !== "" && one === origin;
  });
}

function knownOrigin() {
  const referrer = document.referrer && new URL(document.referrer).origin;
  const told = [location.ancestorOrigins?.[0], referrer, recall("dashboard")];
  return told.find((origin) => origin && isDashboard(origin)) ?? "";
}

/* Messages */

function send(type, payload = {}) {
  const actionId = `punchout-${Date.now()}-${++sent}`; // crypto.randomUUID wants https, which a test shop may lack
  if (dashboard) parent.postMessage({ type, payload: { ...payload, actionId } }, dashboard);
}

const heard = {
  handshake: (payload) => take(payload.token),
  tokenRefresh: (payload) => take(payload.token),
  theme: (payload) => (document.documentElement.dataset.theme = payload.theme === "dark" ? "dark" : "light"),
  localeChanged(payload) {
    document.documentElement.lang = payload.locale;
    tellTimes(document);
  },
};

function hear({ source, origin, data }) {
  if (source !== parent || !isDashboard(origin) || !Object.hasOwn(heard, data?.type)) return;
  dashboard = origin;
  remember("dashboard", origin);
  heard[data.type](data.payload);
}

/* The token. A clock that is wrong must lock nobody out: after a while the server is asked with what there is. */

function take(given) {
  if (!given) return; // a Dashboard that has none yet
  token = given;
  const claims = given.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  goodUntil = JSON.parse(atob(claims)).exp * 1000;
  waiting.splice(0).forEach((go) => go());
}

const isGood = () => token !== "" && goodUntil - Date.now() > SPARE;

function tokenComes() {
  send("notifyReady");
  return new Promise((go) => {
    waiting.push(go);
    setTimeout(go, token ? PATIENCE / 5 : PATIENCE);
  });
}

async function holdForToken(event) {
  const isPoll = event.detail.elt.matches("[data-poll]");
  if (isGood() && !(isPoll && document.hidden)) return;
  event.preventDefault();
  if (isPoll) return; // the next one comes soon
  await tokenComes();
  if (!token) {
    show("unanswered");
    await new Promise((go) => waiting.push(go)); // better late than never
  }
  event.detail.issueRequest(true);
}

function configure({ detail }) {
  detail.headers["Authorization-Bearer"] = token;
  detail.headers["Saleor-Api-Url"] = asked.get("saleorApiUrl") ?? "";
  if (detail.elt.matches("[data-back]")) detail.path += recall(detail.path);
}

/* Where we are. A query in the Dashboard's address would make it load the frame anew, so what a list was asked for is
 * remembered here. */

function arrived({ detail }) {
  if (mount !== "page" || !detail.successful || !["main", "list"].includes(detail.target.id)) return;
  const { pathname, search } = new URL(detail.pathInfo.finalRequestPath, location.href);
  remember(pathname, search);
  if (pathname === here) return;
  here = pathname;
  send("updateRouting", { newRoute: pathname.slice(root.length) || "/" });
}

function closePopovers({ target }) {
  for (const popover of document.querySelectorAll("details.filters[open]")) popover.open = popover.contains(target);
}

function leave({ target }) {
  const { open, openPage } = target.closest("[data-open], [data-open-page]")?.dataset ?? {};
  if (open) send("redirect", { to: open });
  if (openPage) send("redirect", { to: `/extensions/app/${encodeURIComponent(asked.get("id"))}${openPage}` });
}

/* What is shown */

function show(name) {
  main.replaceChildren(document.getElementById(name).content.cloneNode(true));
}

function tellTimes(inside) {
  for (const time of inside.querySelectorAll("time")) {
    const timeStyle = "precise" in time.dataset ? "medium" : "short";
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle });
    time.textContent = format.format(new Date(time.dateTime));
  }
}

function measure() {
  send("widgetResize", { height: Math.ceil(document.body.getBoundingClientRect().height) });
}

function start() {
  addEventListener("message", hear);
  document.addEventListener("click", leave);
  document.addEventListener("click", closePopovers);
  document.addEventListener("htmx:confirm", holdForToken);
  document.addEventListener("htmx:configRequest", configure);
  document.addEventListener("htmx:afterRequest", arrived);
  for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(lost, () => show("failed"));
  htmx.onLoad(tellTimes);
  if (mount === "widget") new ResizeObserver(measure).observe(document.body);
  htmx.ajax("GET", location.pathname + (own.size ? `?${own}` : recall(location.pathname)), "#main");
}

if (parent === window) show("outside");
else start();
