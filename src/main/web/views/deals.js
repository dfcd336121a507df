/** Deals as a map of their projects, facets and a table. */
import { href, json } from "../lib/address.js";
import { count, date, label } from "../lib/format.js";
import { html } from "../lib/html.js";
import { text } from "../lib/language.js";
import { withMap } from "../lib/places.js";
import { named } from "../lib/words.js";

/** @type {import("../lib/list.js").List} */
const deals = {
  title: text.navigation.deals,
  field: "deals",
  rows: "Deals",
  facetsOperation: "DealFacets",
  searched: true,
  years: ["events", "some", "date"],
  columns: [
    { title: text.fields.name, order: "NAME", cell: (row) => html`<a href=${href("story", { id: row.recordId })}>${row.name}</a>` },
    { title: text.fields.project, order: "PROJECT_NAME", cell: (row) => named(row.project) },
    { title: text.fields.country, cell: (row) => named(row.project?.country ?? row.country) },
    { title: text.fields.parties, order: "PARTIES_COUNT", numeric: true, cell: (row) => count(row.parties.totalCount) },
    { title: text.fields.events, order: "EVENTS_COUNT", numeric: true, cell: (row) => count(row.events.totalCount) },
    { title: text.fields.lastEvent, cell: (row) => (row.last.nodes[0] ? `${date(row.last.nodes[0].date)} · ${label(row.last.nodes[0].type)}` : "–") },
  ],
  facets: [
    { name: "mineral", title: text.fields.mineral, path: ["project", "minerals", "some", "id", "in"], value: (key) => key.projectMineral?.recordId, label: (key) => key.projectMineral?.name },
    { name: "country", title: text.fields.country, path: ["project", "countryId", "in"], value: (key) => key.projectCountry?.recordId, label: (key) => key.projectCountry?.name },
    { name: "agency", title: text.fields.agency, path: ["project", "agencyId", "in"], value: (key) => key.projectAgency?.recordId, label: (key) => key.projectAgency?.name },
    { name: "party", title: text.fields.party, path: ["parties", "some", "organizationId", "in"], value: (key) => key.partyOrganization?.recordId, label: (key) => key.partyOrganization?.name },
  ],
};

/** @type {import("../lib/page.js").View} */
export default withMap(deals, {
  operation: "DealMap",
  variables: (page) => ({ filter: json(page.parameters, "filter") ?? null }),
  places: (data) => data.deals.nodes.map((/** @type {any} */ deal) => ({
    id: deal.recordId, name: deal.name, kind: deal.project?.stage, exact: deal.project?.locationAccuracy === "SITE", place: deal.project?.location ?? null, country: deal.project?.country ?? deal.country,
  })),
});
