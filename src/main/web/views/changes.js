/** The differences of two releases: release notes, counts by kind, and the changes by reason, page by page. */
import { href } from "../lib/address.js";
import { count, day, label } from "../lib/format.js";
import { html, live, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { take } from "../lib/take.js";
import { changedFields } from "./record/changed.js";
import { withLinks } from "./record/facts.js";

/** @typedef {import("../lib/page.js").Page} Page */
/** @typedef {{ from: string, to: string, types: string, variables: Record<string, unknown>, diff: any, releases: any[], kinds?: any, titles: Map<string, string> }} Held */

/** The order of reasons: corrections of Lode's errors first. */
const REASONS = /** @type {const} */ (["CORRECTION", "RETRACTION", "DEDUPLICATION", "SOURCE_UPDATE", "NEW_SOURCE", "METHOD_CHANGE", "SCHEMA_CHANGE", "UNSTATED"]);

/** @param {Page} page @returns {Promise<Held>} */
async function load(page) {
  const { from, to } = await ends(page);
  const types = page.parameters.get("types") ?? "";
  const variables = { from: { version: from }, to: { version: to }, types: types || null, after: page.parameters.get("after") };
  const { diff, releases } = await page.ask("Changes", variables);
  /** @type {Held} */
  const held = { from, to, types, variables, diff, releases: releases.nodes, titles: new Map() };
  aside(page, "Kinds", { from: { version: from }, to: { version: to } }, (kinds) => { held.kinds = kinds; });
  const ids = diff.nodes.filter((/** @type {any} */ change) => change.type !== "REDIRECT").map((/** @type {any} */ change) => `${change.recordId}@${isGone(change) ? from : to}`);
  if (ids.length > 0) aside(page, "Titles", { ids }, ({ nodes }) => { held.titles = new Map(nodes.filter(Boolean).map((/** @type {any} */ node) => [node.recordId, node.title])); });
  return held;
}

/** The two releases of the address; by default the release of the page or the latest, and the one before it. @param {Page} page */
async function ends({ parameters, ask }) {
  const [from, to] = [parameters.get("from"), parameters.get("to")];
  if (from && to) return { from, to };
  const versions = (await ask("LatestTwo", {})).releases.nodes.map((/** @type {any} */ release) => release.version);
  const last = to ?? parameters.get("at") ?? versions.at(-1);
  return { from: from ?? versions[Math.max(0, versions.indexOf(last) - 1)], to: last };
}

/** Loads optional data, and does not change the release of the page. @param {Page} page @param {string} operation @param {Record<string, unknown>} variables @param {(data: any) => void} then */
function aside(page, operation, variables, then) {
  const { release } = page;
  page.ask(operation, variables).then((data) => {
    page.release = release;
    then(data);
    page.redraw();
  }).catch(() => {});
}

/** @param {any} change */
const isGone = ({ op }) => op === "DEL" || op === "MERGE";

/** The parameters of this view with others. @param {Held} held @param {Record<string, import("../lib/address.js").Parameter>} [changed] */
const to = ({ from, to: end, types }, changed = {}) => href("changes", { at: null, from, to: end, types, ...changed });

/** @param {Page} page @param {Held} held */
function render(page, held) {
  const { from, to: end, types, diff } = held;
  const parameters = new URLSearchParams({ from, to: end, ...(types ? { types } : {}) });
  return html`<h1>${text.changes.title(from, end)}</h1>
    <p class="lead" role="status">${types ? text.changes.differOf(count(diff.totalCount), typeName(types)) : text.changes.differ(count(diff.totalCount))}</p>
    ${take({ ...page, parameters }, { operation: "Changes", variables: held.variables })}
    ${pickers(page, held)}
    ${told(held)}
    ${kinds(held)}
    <section><h2>${text.changes.list}</h2>${chips(held)}${changes(held)}</section>`;
}

/** @param {Page} page @param {Held} held */
function pickers(page, { from, to: end, types, releases }) {
  const go = (/** @type {string} */ one, /** @type {string} */ other) => page.change({ at: null, from: one, to: other, types });
  const pick = (/** @type {string} */ title, /** @type {string} */ chosen, /** @type {(version: string) => void} */ picked) => html`<label>${title}
    <select @change=${(/** @type {Event} */ event) => picked(/** @type {HTMLSelectElement} */ (event.target).value)}>${
      releases.toReversed().map(({ version, publishedAt }) =>
        html`<option value=${version} .selected=${live(version === chosen)}>${version} · ${day(publishedAt)}</option>`)}</select></label>`;
  return html`<form class="pickers" aria-label=${text.changes.pick} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${pick(text.changes.from, from, (version) => go(version, end))}
    <button type="button" @click=${() => go(end, from)}>${text.changes.swap}</button>
    ${pick(text.changes.to, end, (version) => go(from, version))}</form>`;
}

/** The releases after the earlier end, up to the later one. @param {Held} held */
function between({ from, to: end, releases }) {
  const at = (/** @type {string} */ version) => releases.findIndex((release) => release.version === version);
  return { releases: releases.slice(Math.min(at(from), at(end)) + 1, Math.max(at(from), at(end)) + 1), first: releases[at(from)], last: releases[at(end)], isForward: at(from) <= at(end) };
}

/** The release notes. @param {Held} held */
function told(held) {
  const { releases } = between(held);
  if (releases.length === 0) return html`<p class="notice">${text.changes.same}</p>`;
  return html`<section><h2>${text.changes.releases(releases.length)}</h2>${releases.toReversed().map((release) => html`<article>
    <h3>${release.version} <span class="quiet">${day(release.publishedAt)}</span></h3>
    ${release.withdrawal ? html`<p class="notice">${text.withdrawn(release.version, release.withdrawal.reason)}</p>` : nothing}
    <p>${release.notes}</p>
    <p class="quiet">${release.reasons.map((/** @type {any} */ { reason, count: many }, /** @type {number} */ index) =>
      html`${index > 0 ? " · " : nothing}<span title=${text.reasonsMore[/** @type {"CORRECTION"} */ (reason)] ?? ""}>${reasonName(reason)}: ${count(many)}</span>`)}${
      releases.length > 1 ? html` · <a href=${to(held, { from: before(held, release), to: release.version })}>${text.changes.onlyThis}</a>` : nothing}</p>
  </article>`)}</section>`;
}

/** @param {Held} held @param {any} release */
const before = ({ releases }, release) => releases[Math.max(0, releases.indexOf(release) - 1)].version;

/** The number of differing records of each kind, and the changes of the releases in between. @param {Held} held */
function kinds(held) {
  const { releases, first, last, isForward } = between(held);
  if (releases.length === 0) return nothing;
  const counts = (/** @type {any} */ release, /** @type {string} */ type) => release?.counts.find((/** @type {any} */ each) => each.type === type);
  const sum = (/** @type {string} */ type, /** @type {string} */ op) => releases.reduce((all, release) => all + (counts(release, type)?.[op] ?? 0), 0);
  const rows = Object.entries(held.kinds ?? {}).filter(([, { totalCount }]) => totalCount > 0).map(([type, { totalCount }]) => ({ recordId: type, type, totalCount }));
  if (rows.length === 0) return held.kinds ? nothing : html`<p class="quiet" role="status">${text.loading}</p>`;
  const done = (/** @type {"added"} */ op) => ({ title: text.changes[op], numeric: true, cell: (/** @type {any} */ row) => (sum(row.type, op) === 0 ? "–" : count(sum(row.type, op))) });
  return html`<section><h2>${text.changes.kinds}</h2>
    ${table(null, [
      { title: text.changes.kind, cell: ({ type }) => html`<a href=${to(held, { types: type })}>${typeName(type)}</a>` },
      { title: text.changes.differing, numeric: true, cell: ({ totalCount }) => count(totalCount) },
      ...(isForward ? ["added", "modified", "removed", "merged"].map((op) => done(/** @type {"added"} */ (op))) : []),
      { title: text.changes.in(held.from), numeric: true, cell: ({ type }) => count(counts(first, type)?.total ?? 0) },
      { title: text.changes.in(held.to), numeric: true, cell: ({ type }) => count(counts(last, type)?.total ?? 0) },
    ], rows)}
    ${isForward && releases.length > 1 ? html`<p class="quiet">${text.changes.sums}</p>` : nothing}</section>`;
}

/** @param {string} type */
const typeName = (type) => text.types[/** @type {"DEAL"} */ (type)] ?? label(type);

/** @param {string} reason */
const reasonName = (reason) => text.reasons[/** @type {"CORRECTION"} */ (reason)] ?? label(reason);

/** The kinds to choose from. @param {Held} held */
function chips(held) {
  const chip = (/** @type {string} */ type, /** @type {unknown} */ title) => html`<a href=${to(held, { types: type })} aria-current=${held.types === type ? "true" : nothing}>${title}</a>`;
  return html`<nav class="chips" aria-label=${text.changes.kind}>${chip("", text.changes.all)}${
    Object.entries(held.kinds ?? {})
      .filter(([, { totalCount }]) => totalCount > 0)
      .map(([type, { totalCount }]) => chip(type, html`${typeName(type)} <span class="quiet">${count(totalCount)}</span>`))}</nav>`;
}

/** The changes of this page by reason. @param {Held} held */
function changes(held) {
  const { nodes, totalCount, pageInfo } = held.diff;
  if (nodes.length === 0) return html`<p class="empty">${text.changes.none}</p>`;
  const groups = REASONS.map((reason) => ({ reason, changes: nodes.filter((/** @type {any} */ change) => REASONS.find((each) => change.reasons.includes(each)) === reason) })).filter((group) => group.changes.length > 0);
  const isPaged = pageInfo.hasNextPage || Boolean(held.variables.after);
  return html`${isPaged ? html`<p class="quiet">${text.changes.paged(count(nodes.length), count(totalCount))}</p>` : nothing}
    ${groups.map((group) => html`<section><h3>${reasonName(group.reason)} <span class="quiet">${count(group.changes.length)}</span></h3>
      <p class="quiet">${text.reasonsMore[group.reason]}</p>
      <ul class="diff">${group.changes.map((/** @type {any} */ change) => item(held, change))}</ul></section>`)}
    ${isPaged ? html`<nav class="pager" aria-label=${text.pages}>
      ${held.variables.after ? html`<a href=${to(held)}>⇤ ${text.changes.firstPage}</a>` : nothing}
      ${pageInfo.hasNextPage ? html`<a rel="next" href=${to(held, { after: pageInfo.endCursor })}>${text.next} →</a>` : nothing}</nav>` : nothing}`;
}

/** One change: the operation and the record. @param {Held} held @param {any} change */
function item(held, change) {
  const { op, type, recordId, into, note, fields, reasons } = change;
  const at = (/** @type {string} */ version, /** @type {unknown} */ shown) => html`<a href=${href("record", { id: recordId, at: version })}>${shown}</a>`;
  const others = reasons.filter((/** @type {string} */ reason) => reason !== REASONS.find((each) => reasons.includes(each)));
  const title = held.titles.get(recordId) ?? recordId;
  return html`<li><p><span class=${`badge op ${op.toLowerCase()}`}>${text.ops[/** @type {"ADD"} */ (op)]}</span> <span class="quiet">${typeName(type)}</span> ${type === "REDIRECT" ? html`<code>${recordId}</code>` : at(isGone(change) ? held.from : held.to, title)}
      ${into ? html`${text.changes.into} <a href=${href("record", { id: into, at: held.to })}>${into}</a>` : nothing}
      ${op === "MOD" ? html`<span class="quiet">${at(held.from, text.changes.then(held.from))}</span>` : nothing}
      ${others.length > 0 ? html`<span class="quiet">${text.changes.also(others.map(reasonName).join(", ").toLowerCase())}</span>` : nothing}</p>
    ${note ? html`<p class="quiet">${withLinks(note)}</p>` : nothing}${changedFields(fields)}</li>`;
}

/** @type {import("../lib/page.js").View} */
export default { title: (held) => text.changes.title(held.from, held.to), load, render };
