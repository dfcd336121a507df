/** One record of any kind: its facts, related records, citations, and history over releases. */
import { href } from "../lib/address.js";
import { count, day, label } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { take } from "../lib/take.js";
import { byField, evidence, standing } from "./record/citations.js";
import { changedFields, reasonBadges } from "./record/changed.js";
import { factList, snake, withLinks } from "./record/facts.js";
import { competingFilter } from "./record/figures.js";
import { kinds } from "./record/kinds.js";
import { partTitle } from "./record/parts.js";

/** @typedef {import("../lib/page.js").Page} Page */
/** @typedef {{ id: string, record: any, found?: { version: string, id: string, title: string }[], latest?: string }} Held */

/** The id of the address and its release, which may also follow the id. @param {Page} page */
function asked({ parameters }) {
  const [id = "", behind = ""] = (parameters.get("id") ?? "").trim().split("@");
  return { id, version: parameters.get("at") || behind };
}

/** @param {Page} page @returns {Promise<Held>} */
async function load(page) {
  const { id, version } = asked(page);
  if (!id) return { id, record: null, found: [] };
  if (page.parameters.get("id") !== id) {
    // The frame and all links know the release by `at` alone.
    page.change({ ...Object.fromEntries(page.parameters), id, at: version }, true);
  }
  const { node, release } = await page.ask("Record", { id: version ? `${id}@${version}` : id, after: page.parameters.get("after"), at: version ? { version } : null });
  if (!node || !kinds[node.__typename]) return missing(page, id, release.version);
  if (node.__typename === "Observation") {
    page.ask("Competing", { filter: competingFilter(node), at: version ? { version } : null }).then(({ observations }) => {
      node.others = observations;
      page.redraw();
    }).catch(() => { node.others = { nodes: [] }; page.redraw(); });
  }
  return { id, record: node };
}

/** Searches for the record in all releases. @param {Page} page @param {string} id @param {string} version @returns {Promise<Held>} */
async function missing(page, id, version) {
  const shown = page.release;
  const { releases } = await page.ask("AllReleases", {});
  const versions = releases.nodes.map((/** @type {any} */ release) => release.version).reverse();
  const { nodes } = await page.ask("Elsewhere", { ids: versions.map((/** @type {string} */ each) => `${id}@${each}`) });
  page.release = shown ?? { version, sequence: 0 };
  return { id, record: null, latest: versions[0], found: versions.map((/** @type {string} */ each, /** @type {number} */ index) => ({ version: each, ...nodes[index] })).filter((/** @type {any} */ each) => each.id) };
}

/** @param {any} record */
const titleOf = (record) => record.title ?? partTitle(record);

/** @param {any} record */
const kindOf = ({ __typename: name }) => text.record.parts[/** @type {"DealEvent"} */ (name)] ?? text.types[/** @type {"DEAL"} */ (snake(name).replace(/^_/, "").toUpperCase())] ?? label(name);

/** @param {Page} page @param {Held} held */
function render(page, { id, record, found, latest }) {
  if (!record) return nowhere(page, id, found ?? [], latest);
  const kind = /** @type {import("./record/kinds.js").Kind} */ (kinds[record.__typename]);
  const whole = `${record.recordId}@${page.release?.version}`;
  const standsFor = standing(record.citations?.nodes ?? []);
  return html`<h1>${titleOf(record)}</h1>
    <p class="quiet"><span class="badge">${kindOf(record)}</span> <code>${record.recordId}</code>${record.since ? html` · ${text.record.since(record.since.version)}` : nothing}
      ${standsFor.disputed ? html` · <a class="disputed" href="#citations">${text.record.disputedMore}</a>` : nothing}${standsFor.low ? html` · <a href="#citations">${text.record.lowMore}</a>` : nothing}</p>
    ${record.recordId !== id && record.since ? html`<p class="notice">${text.record.merged(id)}</p>` : nothing}
    ${take({ ...page, parameters: new URLSearchParams({ id: whole }) }, { operation: "Record", variables: { id: whole }, rows: Boolean(record.since) })}
    ${kind.above?.(page, record) ?? nothing}
    ${factList(record, kind.facts)}
    <div class="related">${(kind.related ?? []).map((each) => related(record, each))}</div>
    ${kind.below?.(page, record) ?? nothing}
    ${record.since ? html`${citations(record, kind)}${history(page, record)}` : html`<p class="quiet">${text.record.citationsOfWhole}</p>`}`;
}

/** Other records in a list; nothing if there are none. @param {any} record @param {import("./record/kinds.js").Related} of */
function related(record, { name, rows, line, all, note }) {
  const list = rows ? rows(record) : record[name];
  if (!list || list.nodes.length === 0) return nothing;
  const total = list.totalCount ?? list.nodes.length;
  const title = text.record.related[/** @type {"deals"} */ (name)];
  return html`<section><h2>${title} <span class="quiet">${total > list.nodes.length ? text.record.firstOf(count(list.nodes.length), count(total)) : count(total)}</span></h2>
    ${note?.(record) ? html`<p class="quiet">${note(record)}</p>` : nothing}
    <ul>${list.nodes.map((/** @type {any} */ row) => html`<li>${line(row)}</li>`)}</ul>
    ${all && total > 1 ? html`<p><a href=${all(record)} aria-label=${`${text.record.allOf(count(total))}: ${title}`}>${text.record.allOf(count(total))} →</a></p>` : nothing}</section>`;
}

/** All citations of the record, with its own value beside disputed ones. @param {any} record @param {import("./record/kinds.js").Kind} kind */
function citations(record, kind) {
  const { nodes, totalCount } = record.citations;
  const keeps = (/** @type {string} */ field) => kind.facts.find((fact) => fact.cited === field)?.show(record);
  return html`<section><h2 id="citations">${text.record.citations} <span class="quiet">${count(totalCount)}</span></h2>
    ${totalCount === 0 ? html`<p class="quiet">${text.record.noCitations}</p>` : byField(nodes).map((group) => evidence(group, { events: record.events?.nodes ?? [], kept: group.contradicts.length > 0 ? keeps(group.field) : null }))}</section>`;
}

/** @param {Page} page @param {any} record */
function history(page, record) {
  return html`<section><h2 id="history">${text.record.history} <span class="quiet">${count(record.history.totalCount)}</span></h2>
    <p class="quiet">${text.record.historyMore}</p>
    <ol class="history" reversed>${record.history.nodes.toReversed().map((/** @type {any} */ change) => html`<li>
      <h3>${text.ops[/** @type {"ADD"} */ (change.op)]}, ${change.release.version} <span class="quiet">${day(change.release.publishedAt)}</span></h3>
      <p>${reasonBadges(change.reasons)} ${withLinks(change.note) ?? nothing}</p>
      ${changedFields(change.fields)}
      ${change.release.version === page.release?.version ? nothing : html`<p class="quiet"><a href=${href("record", { id: change.recordId, at: change.release.version })}>${text.record.asItWas}</a></p>`}
    </li>`)}</ol>
    <p class="quiet hash">${text.record.hash}: <code>${record.recordHash}</code></p></section>`;
}

/** The releases that have a record which this release lacks. @param {Page} page @param {string} id @param {{ version: string, id: string, title: string }[]} found @param {string} [latest] */
function nowhere(page, id, found, latest) {
  const version = page.release?.version ?? "";
  return html`<h1>${text.record.missingTitle}</h1>
    ${take(page, { operation: "Record", variables: { id }, rows: false })}
    <p>${id ? text.record.missing(id, version) : text.record.missingIdless}</p>
    ${found.length > 0 ? html`<p>${text.record.missingHere}</p><ul>${found.map((each) => html`<li><a href=${href("record", { id, at: each.version })}>${each.version}</a> ${each.title ?? nothing}</li>`)}</ul>` : id ? html`<p>${text.record.missingEver}</p>` : nothing}
    <p>${latest && found.some((each) => each.version === latest) ? html`<a href=${href("record", { id, at: null })}>${text.record.toLatest}</a> · ` : nothing}
      <a href=${href("changes", { at: null, ...(latest && version && version !== latest ? { from: version, to: latest } : {}) })}>${text.record.toChanges}</a> · <a href=${href("overview")}>${text.trouble.home}</a></p>`;
}

/** @type {import("../lib/page.js").View} */
export default { title: (held) => (held.record ? titleOf(held.record) : text.record.missingTitle), load, render };

