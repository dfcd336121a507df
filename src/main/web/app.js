/** The frame of every view: navigation, search, the release, and the loading and error states. */
import { current, href, isEmbedded, link, record } from "./lib/address.js";
import { count, day } from "./lib/format.js";
import { Trouble, ask, documentOf } from "./lib/graphql.js";
import { html, live, nothing, render } from "./lib/html.js";
import { language, languages, text } from "./lib/language.js";
import { releaseRef } from "./lib/page.js";

/** @typedef {import("./lib/page.js").Page} Page @typedef {import("./lib/page.js").View} View @typedef {import("./lib/page.js").Release} Release */

/** The views of the navigation, in its order. */
const NAVIGATION = /** @type {const} */ (["overview", "projects", "deals", "offices", "money", "indicators", "supply", "changes"]);

/** @type {Release[]} */
let releases = [];
/** @type {{ page: Page, view: View, data: any } | null} */
let shown = null;
/** Why the view of the address cannot be shown. @type {unknown} */
let failure = null;
let leave = new AbortController();
/** @type {{ text: string, found: any[] }} */
let suggested = { text: "", found: [] };
let loading = false;
/** The current address, without its fragment. */
let seen = location.pathname + location.search;

/** Shows the view of the address. Until its data are loaded, the previous view remains. */
async function show() {
  leave.abort();
  leave = new AbortController();
  const signal = leave.signal;
  const { view: name, parameters } = current();
  loading = true;
  failure = null;
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  try {
    draw();
    const [document_, view] = await Promise.all([documentOf(name), import(`./views/${name}.js`).then((module) => /** @type {View} */ (module.default))]);
    /** @type {Page} */
    const page = {
      parameters,
      width: 0,
      release: undefined,
      view: name,
      document: document_,
      signal,
      ask: async (operation, variables) => {
        const answer = await ask(document_, operation, { at: releaseRef(parameters), ...variables }, signal);
        page.release = releases.find((release) => release.version === answer.release.version) ?? answer.release;
        return answer.data;
      },
      change: (changed, replace = false) => go(href(name, changed), { replace, stay: true }),
      redraw: () => { if (!signal.aborted) draw(); },
    };
    const data = await view.load(page);
    if (signal.aborted) return;
    shown = { page, view, data };
    loading = false;
    document.title = `${view.title(data)} · Lode`;
    draw();
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    if (signal.aborted) return;
    loading = false;
    shown = null;
    failure = error;
    document.title = `${text.trouble.failed} · Lode`;
    draw();
    if (error instanceof Trouble && error.wait) countDown(error.wait);
  }
}

/**
 * Goes to an address of the explorer.
 * @param {string} address
 * @param {{ replace?: boolean, stay?: boolean }} [how] `replace` replaces the previous address in the history; `stay` keeps scroll and focus
 */
function go(address, { replace = false, stay = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  seen = location.pathname + location.search;
  show();
  if (!stay) {
    scrollTo(0, 0);
    document.querySelector("main")?.focus({ preventScroll: true });
  }
}

function draw() {
  const embedded = isEmbedded();
  document.body.classList.toggle("embedded", embedded);
  render(html`
    <a class="skip" href="#main">${text.skip}</a>
    ${embedded ? nothing : header()}
    <div class="progress" role="progressbar" aria-label=${text.loading} ?hidden=${!loading}></div>
    <main id="main" tabindex="-1" aria-busy=${loading}>${failure ? trouble(failure) : shown ? body(shown) : html`<p class="quiet" role="status">${text.loading}</p>`}</main>
    ${embedded ? nothing : footer()}`, document.body);
}

/** @param {{ page: Page, view: View, data: any }} shown */
function body({ page, view, data }) {
  page.width = Math.max(280, (document.querySelector("main")?.clientWidth ?? innerWidth) - 32);
  page.release = releases.find((release) => release.version === page.release?.version) ?? page.release;
  return html`${withdrawal(page.release)}${view.render(page, data)}`;
}

/** @param {Release | undefined} release */
const withdrawal = (release) => (release?.withdrawal ? html`<p class="notice" role="alert">${text.withdrawn(release.version, release.withdrawal.reason)}</p>` : nothing);

function header() {
  const { view } = current();
  return html`<header>
    <a class="brand" href=${href("overview")}><img src=${new URL("lode.svg", import.meta.url).href} alt="" width="26" height="26">Lode</a>
    <nav aria-label=${text.views}>${NAVIGATION.map((name) => html`<a href=${href(name)} aria-current=${name === view ? "page" : nothing}>${text.navigation[name]}</a>`)}</nav>
    ${search()}
    ${view === "changes" ? nothing : releasePicker()}
  </header>`;
}

function releasePicker() {
  const at = current().parameters.get("at") ?? "";
  const pick = (/** @type {Event} */ event) => go(withParameter("at", /** @type {HTMLSelectElement} */ (event.target).value));
  return html`<label class="release">${text.release}
    <select @change=${pick}>
      <option value="" .selected=${live(at === "")}>${releases[0] ? text.latest(releases[0].version) : text.loading}</option>
      ${at && releases.length > 0 && !releases.some((release) => release.version === at) ? html`<option value=${at} .selected=${live(true)}>${text.noRelease(at)}</option>` : nothing}
      ${releases.map((release) => html`<option value=${release.version} .selected=${live(at === release.version)}>${release.version}${release.publishedAt ? ` · ${day(release.publishedAt)}` : nothing}</option>`)}
    </select></label>`;
}

/** The address of this view with one parameter changed; cursors belong to one release. @param {string} name @param {string} value */
function withParameter(name, value) {
  const { view, parameters } = current();
  return link(view, { ...Object.fromEntries(parameters), after: null, before: null, [name]: value });
}

function search() {
  const ask_ = (/** @type {Event} */ event) => suggest(/** @type {HTMLInputElement} */ (event.target).value);
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const words = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("text") ?? "").trim();
    suggested = { text: "", found: [] };
    if (words) go(href("search", { text: words }));
  };
  const isOpen = suggested.found.length > 0;
  const left = (/** @type {FocusEvent} */ event) => {
    if (!(/** @type {HTMLElement} */ (event.currentTarget).contains(/** @type {Node | null} */ (event.relatedTarget)))) closeSuggestions();
  };
  return html`<form class="search" role="search" @submit=${submit} @keydown=${moveInSuggestions} @focusout=${left}>
    <input type="search" name="text" maxlength="200" autocomplete="off" role="combobox" aria-autocomplete="list" aria-label=${text.search} placeholder=${text.search} aria-controls="suggestions" aria-expanded=${isOpen} @input=${ask_}>
    <p class="unseen" role="status">${isOpen ? text.suggestions(suggested.found.length) : nothing}</p>
    <ul id="suggestions" ?hidden=${!isOpen}>${suggested.found.map((each) => html`<li><a href=${record(each.record.recordId)} @click=${() => { suggested = { text: "", found: [] }; }}>
      <span>${each.match}</span> <span class="quiet">${text.types[/** @type {keyof typeof text.types} */ (each.type)] ?? each.type}</span></a></li>`)}</ul>
  </form>`;
}

/** @param {string} words */
async function suggest(words) {
  suggested.text = words;
  if (words.trim() === "") {
    suggested = { text: "", found: [] };
    draw();
    return;
  }
  try {
    const { data } = await ask(await documentOf("search"), "Suggest", { text: words, at: releaseRef(current().parameters) });
    if (suggested.text === words) {
      suggested.found = data.suggest ?? [];
      draw();
    }
  } catch {
    // Suggestions are optional; the search itself reports errors.
  }
}

function closeSuggestions() {
  if (suggested.found.length === 0) return;
  suggested = { text: "", found: [] };
  draw();
}

/** @param {KeyboardEvent} event */
function moveInSuggestions(event) {
  const links = [...document.querySelectorAll("#suggestions a")];
  const input = /** @type {HTMLElement} */ (document.querySelector(".search input"));
  if (event.key === "Escape") {
    input.focus();
    closeSuggestions();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const at = links.indexOf(/** @type {Element} */ (document.activeElement)) + (event.key === "ArrowDown" ? 1 : -1);
    const next = at < 0 ? input : /** @type {HTMLElement | undefined} */ (links[Math.min(at, links.length - 1)]);
    next?.focus();
  }
}

function footer() {
  return html`<footer>
    <p>${text.licence}</p>
    <nav aria-label=${text.more}>
      <a href=${href("investments")}>${text.navigation.investments}</a>
      <a href=${href("organizations")}>${text.navigation.organizations}</a>
      <a href=${href("observations")}>${text.navigation.observations}</a>
      <a href=${href("sources")}>${text.navigation.sources}</a>
      <a href="developers" data-external>${text.forDevelopers}</a>
      <a href="graphiql" data-external>GraphiQL</a>
      <a href="releases/" data-external>${text.files}</a>
      ${Object.entries(languages).filter(([code]) => code !== language).map(([code, name]) => html`<a href=${withParameter("lang", code === "en" ? "" : code)} data-external lang=${code} hreflang=${code}>${name}</a>`)}
    </nav>
  </footer>`;
}

/** @param {unknown} error */
function trouble(error) {
  const known = error instanceof Trouble;
  const title = known ? error.title : text.trouble.failed;
  const message = error instanceof Error ? error.message : String(error);
  return html`<section class="trouble" role="alert"><h1>${title}</h1><p>${message}</p>
    <p><button type="button" @click=${show}>${text.trouble.again}</button> ${current().parameters.get("at") ? html`<a href=${withParameter("at", "")}>${text.trouble.latest}</a> · ` : nothing}<a href=${href("overview", { at: null })}>${text.trouble.home}</a></p>
    <p class="quiet" id="countdown"></p></section>`;
}

/** Retries after some seconds, and shows this. @param {number} seconds */
function countDown(seconds) {
  const signal = leave.signal;
  let left = Math.max(1, Math.ceil(seconds));
  const tick = () => {
    const place = document.getElementById("countdown");
    if (signal.aborted || !place) return;
    if (left === 0) return void show();
    place.textContent = text.trouble.againIn(count(left));
    left -= 1;
    setTimeout(tick, 1000);
  };
  setTimeout(tick);
}

/** Handles links between views; the browser handles others. */
document.addEventListener("click", (event) => {
  const anchor = /** @type {Element} */ (event.target).closest?.("a[href]");
  if (!(anchor instanceof HTMLAnchorElement) || anchor.dataset.external !== undefined || anchor.target || anchor.origin !== location.origin) return;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (anchor.hash && anchor.pathname === location.pathname && anchor.search === location.search) return;
  event.preventDefault();
  if (anchor.href !== location.href) go(anchor.href);
  else show();
});
/** A step to another anchor of the same view loads nothing. */
addEventListener("popstate", () => {
  const before = seen;
  seen = location.pathname + location.search;
  if (seen !== before || !location.hash) show();
});

let resized = 0;
let width = innerWidth;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = window.setTimeout(() => {
    if (width !== innerWidth) draw();
    width = innerWidth;
  }, 100);
});

show();
documentOf("overview").then((text) => ask(text, "Releases", {})).then(({ data }) => {
  releases = data.releases.nodes.reverse();
  draw();
}).catch(() => {});
