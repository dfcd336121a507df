/** Sources as facets and a table. */
import { record } from "../lib/address.js";
import { count, date, label } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { plain } from "../lib/list.js";

/** @type {import("../lib/page.js").View} */
export default plain({
  title: text.navigation.sources,
  field: "sources",
  rows: "Sources",
  facetsOperation: "SourceFacets",
  searched: true,
  years: ["published"],
  columns: [
    { title: text.fields.title, order: "TITLE", cell: (row) => html`<a href=${record(row.recordId)} lang=${row.language ?? nothing}>${row.title}</a>` },
    { title: text.fields.publisher, order: "PUBLISHER", cell: (row) => (row.url ? html`<a href=${row.url} target="_blank" rel="noopener noreferrer" title=${text.readSource}>${row.publisher ?? new URL(row.url).hostname} ↗</a>` : (row.publisher ?? "–")) },
    { title: text.fields.published, order: "PUBLISHED", cell: (row) => date(row.published) },
    { title: text.fields.tier, order: "TIER", cell: (row) => label(row.tier) },
    { title: text.fields.kind, order: "KIND", cell: (row) => label(row.kind) },
    { title: text.fields.claims, order: "CLAIMS_COUNT", numeric: true, cell: (row) => count(row.claims.totalCount) },
  ],
  facets: [
    { name: "tier", title: text.fields.tier, path: ["tier", "in"], value: (key) => key.tier, label: (key) => label(key.tier) },
    { name: "kind", title: text.fields.kind, path: ["kind", "in"], value: (key) => key.kind, label: (key) => label(key.kind) },
    { name: "language", title: text.fields.language, path: ["language", "in"], value: (key) => key.language, label: (key) => key.language },
  ],
});
