/** Search results, the best first. */
import { href, record } from "../lib/address.js";
import { count } from "../lib/format.js";
import { html, nothing, unsafeHTML } from "../lib/html.js";
import { text } from "../lib/language.js";
import { take } from "../lib/take.js";

const PAGE = 50;

/** @param {import("../lib/page.js").Page} page */
function variables(page) {
  const before = page.parameters.get("before");
  return { text: page.parameters.get("text") ?? "", ...(before ? { last: PAGE, before } : { first: PAGE, after: page.parameters.get("after") }) };
}

/** @type {import("../lib/page.js").View} */
export default {
  title: (data) => text.searchFor(data.words),
  async load(page) {
    const asked = variables(page);
    return { words: asked.text, hits: asked.text === "" ? null : (await page.ask("Search", asked)).search };
  },
  render: (page, { words, hits }) => html`<h1>${text.searchFor(words)}</h1>
    ${hits === null ? html`<p class="empty">${text.searchEmpty}</p>` : html`
      <p class="count" role="status">${text.rowsOf(count(hits.totalCount), page.release?.version ?? "")}</p>
      ${take(page, { operation: "Search", variables: variables(page), rows: false })}
      ${hits.totalCount === 0 ? html`<p class="empty">${text.searchNothing}</p>` : html`<ol class="hits">${hits.nodes.map(hit)}</ol>`}
      ${pager(page, hits.pageInfo)}`}`,
};

/** A hit with its marked words. Only `mark` is markup in a highlight: the server escapes all else. @param {any} found */
const hit = (found) => html`<li><a href=${record(found.record.recordId)}>${found.title}</a> <span class="badge">${text.types[/** @type {keyof typeof text.types} */ (found.type)]}</span>
  ${found.highlights.slice(0, 2).map((/** @type {any} */ highlight) => html`<p class="quiet">${unsafeHTML(highlight.html)}</p>`)}</li>`;

/** @param {import("../lib/page.js").Page} page @param {any} info */
function pager(page, info) {
  const words = page.parameters.get("text");
  return html`<nav class="pager" aria-label=${text.pages}>
    ${info.hasPreviousPage ? html`<a rel="prev" href=${href("search", { text: words, before: info.startCursor })}>← ${text.previous}</a>` : nothing}
    ${info.hasNextPage ? html`<a rel="next" href=${href("search", { text: words, after: info.endCursor })}>${text.next} →</a>` : nothing}
  </nav>`;
}
