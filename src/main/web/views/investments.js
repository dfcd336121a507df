/** Investments as facets and a table. */
import { record } from "../lib/address.js";
import { date, label, money, qualified, usd } from "../lib/format.js";
import { html } from "../lib/html.js";
import { text } from "../lib/language.js";
import { plain } from "../lib/list.js";
import { named, shortName } from "../lib/words.js";

/** @type {import("../lib/page.js").View} */
export default plain({
  title: text.navigation.investments,
  field: "investments",
  rows: "Investments",
  facetsOperation: "InvestmentFacets",
  searched: true,
  years: ["money", "valueDate"],
  columns: [
    { title: text.fields.title, cell: (row) => html`<a href=${record(row.recordId)}>${row.title}</a>` },
    { title: text.fields.project, order: "PROJECT_NAME", cell: (row) => named(row.project) },
    { title: text.fields.agency, order: "AGENCY_NAME", cell: (row) => shortName(row.agency) },
    { title: text.fields.instrument, order: "INSTRUMENT", cell: (row) => label(row.instrument) },
    { title: text.fields.moneyStage, order: "STAGE", cell: (row) => label(row.money.stage) },
    { title: text.fields.valueDate, order: "VALUE_DATE", cell: (row) => date(row.money.valueDate) },
    { title: text.fields.amount, order: "AMOUNT", numeric: true, cell: (row) => (row.money.amount === null ? label(row.money.missingReason) : `${qualified(row.money.qualifier)}${money(row.money.amount, row.money.currency)}`) },
    { title: text.fields.usd, order: "USD_AMOUNT", numeric: true, cell: (row) => usd(row.money.usd?.amount) },
    { title: text.fields.counts, order: "COUNT_IN_TOTALS", cell: (row) => html`<span title=${row.money.countNote ?? ""}>${row.money.countInTotals ? text.fields.yes : text.fields.no}</span>` },
  ],
  facets: [
    { name: "agency", title: text.fields.agency, path: ["agencyId", "in"], value: (key) => key.agency?.recordId, label: (key) => key.agency?.name },
    { name: "instrument", title: text.fields.instrument, path: ["instrument", "in"], value: (key) => key.instrument, label: (key) => label(key.instrument) },
    { name: "stage", title: text.fields.moneyStage, path: ["money", "stage", "in"], value: (key) => key.stage, label: (key) => label(key.stage) },
    { name: "counted", title: text.fields.counts, path: ["money", "countInTotals", "eq"], single: true, value: (key) => String(key.countInTotals), label: (key) => (key.countInTotals ? text.fields.yes : text.fields.no) },
    { name: "mineral", title: text.fields.mineral, path: ["project", "minerals", "some", "id", "in"], value: (key) => key.projectMineral?.recordId, label: (key) => key.projectMineral?.name },
    { name: "country", title: text.fields.country, path: ["project", "countryId", "in"], value: (key) => key.projectCountry?.recordId, label: (key) => key.projectCountry?.name },
  ],
});
