/** Projects as a map, facets and a table. */
import { href, json, record } from "../lib/address.js";
import { date, label, usd } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import * as list from "../lib/list.js";
import { named, shortName } from "../lib/words.js";
import { withMap } from "../lib/places.js";

/** @type {list.List} */
const projects = {
  title: text.navigation.projects,
  field: "projects",
  rows: "Projects",
  facetsOperation: "ProjectFacets",
  searched: true,
  years: ["startDate"],
  columns: [
    { title: text.fields.name, order: "NAME", cell: (row) => html`<a href=${record(row.recordId)}>${row.name}</a>` },
    { title: text.fields.country, order: "COUNTRY_NAME", cell: (row) => named(row.country) },
    { title: text.fields.minerals, order: "PRIMARY_MINERAL_NAME", cell: (row) => row.minerals.map((/** @type {any} */ mineral, /** @type {number} */ index) => html`${index ? ", " : nothing}${named(mineral)}`) },
    { title: text.fields.stage, order: "STAGE", cell: (row) => label(row.stage) },
    { title: text.fields.status, order: "STATUS", cell: (row) => label(row.status) },
    { title: text.fields.agency, order: "AGENCY_NAME", cell: (row) => shortName(row.agency) },
    { title: text.fields.start, order: "START_DATE", cell: (row) => date(row.startDate) },
    {
      title: text.fields.counted, order: "INVESTMENTS_USD_SUM", numeric: true,
      cell: (row) => (row.investments.totalCount > 0 ? html`<a href=${href("investments", { filter: { projectId: { eq: row.recordId } } })}>${usd(row.investments.aggregate.usd.sum)}</a>${row.investments.aggregate.usd.missing > 0 ? "+" : nothing}` : "–"),
    },
  ],
  facets: [
    { name: "mineral", title: text.fields.mineral, path: ["minerals", "some", "id", "in"], value: (key) => key.mineral?.recordId, label: (key) => key.mineral?.name },
    { name: "country", title: text.fields.country, path: ["countryId", "in"], value: (key) => key.country?.recordId, label: (key) => key.country?.name },
    { name: "agency", title: text.fields.agency, path: ["agencyId", "in"], value: (key) => key.agency?.recordId, label: (key) => key.agency?.name },
    { name: "stage", title: text.fields.stage, path: ["stage", "in"], value: (key) => key.stage, label: (key) => label(key.stage) },
    { name: "status", title: text.fields.status, path: ["status", "in"], value: (key) => key.status, label: (key) => label(key.status) },
    { name: "instrument", title: text.fields.instrumentCounted, path: ["investments", "some", "instrument", "in"], value: (key) => key.instrument, label: (key) => label(key.instrument) },
  ],
};

/** @type {import("../lib/page.js").View} */
export default withMap(projects, {
  operation: "ProjectMap",
  variables: (page) => ({ filter: json(page.parameters, "filter") ?? null }),
  places: (data) => data.projects.nodes.map((/** @type {any} */ project) => ({
    id: project.recordId, name: project.name, kind: project.stage, exact: project.locationAccuracy === "SITE", place: project.location, country: project.country,
  })),
});
