/** Observations, the values of indicators, as facets and a table. */
import { record } from "../lib/address.js";
import { date, label, figure } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { plain } from "../lib/list.js";
import { named } from "../lib/words.js";

/** @type {import("../lib/page.js").View} */
export default plain({
  title: text.navigation.observations,
  field: "observations",
  rows: "Observations",
  facetsOperation: "ObservationFacets",
  searched: true,
  years: ["period"],
  columns: [
    { title: text.fields.indicator, order: "INDICATOR_RECORD_NAME", cell: (row) => html`<a href=${record(row.recordId)}>${row.indicatorRecord?.name ?? row.title}</a>` },
    { title: text.fields.subject, cell: (row) => named(row.subject) },
    { title: text.fields.partner, order: "PARTNER_NAME", cell: (row) => named(row.partner) },
    { title: text.fields.mineral, order: "MINERAL_NAME", cell: (row) => html`${named(row.mineral)}${row.product ? html` <span class="quiet">${row.product}</span>` : nothing}` },
    { title: text.fields.period, order: "PERIOD", cell: (row) => date(row.period) },
    { title: text.fields.value, order: "VALUE", numeric: true, cell: (row) => html`${row.missingReason ? label(row.missingReason) : figure(row)}${row.estimated ? html` <span class="badge">${text.fields.estimated}</span>` : nothing}` },
    { title: text.fields.basis, order: "BASIS", cell: (row) => label(row.basis) },
  ],
  facets: [
    { name: "indicator", title: text.fields.indicator, path: ["indicatorRecordId", "in"], value: (key) => key.indicatorRecord?.recordId, label: (key) => key.indicatorRecord?.name },
    { name: "mineral", title: text.fields.mineral, path: ["mineralId", "in"], value: (key) => key.mineral?.recordId, label: (key) => key.mineral?.name },
    { name: "basis", title: text.fields.basis, path: ["basis", "in"], value: (key) => key.basis, label: (key) => label(key.basis) },
    { name: "unit", title: text.fields.unit, path: ["unit", "in"], value: (key) => key.unit, label: (key) => key.unit },
  ],
});
