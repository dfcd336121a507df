/** Offices of agencies as a map, facets and a table. */
import { json, record } from "../lib/address.js";
import { date, label } from "../lib/format.js";
import { html } from "../lib/html.js";
import { text } from "../lib/language.js";
import { withMap } from "../lib/places.js";
import { named, shortName } from "../lib/words.js";

/** @type {import("../lib/list.js").List} */
const offices = {
  title: text.navigation.offices,
  field: "offices",
  rows: "Offices",
  facetsOperation: "OfficeFacets",
  searched: true,
  years: ["opened"],
  columns: [
    { title: text.fields.city, order: "CITY", cell: (row) => html`<a href=${record(row.recordId)}>${row.city}</a>` },
    { title: text.fields.country, order: "COUNTRY_NAME", cell: (row) => named(row.country) },
    { title: text.fields.type, order: "TYPE", cell: (row) => label(row.type) },
    { title: text.fields.agency, order: "AGENCY_NAME", cell: (row) => shortName(row.agency) },
    { title: text.fields.opened, order: "OPENED", cell: (row) => date(row.opened) },
    { title: text.fields.closed, order: "CLOSED", cell: (row) => date(row.closed) },
  ],
  facets: [
    { name: "agency", title: text.fields.agency, path: ["agencyId", "in"], value: (key) => key.agency?.recordId, label: (key) => key.agency?.name },
    { name: "country", title: text.fields.country, path: ["countryId", "in"], value: (key) => key.country?.recordId, label: (key) => key.country?.name },
    { name: "type", title: text.fields.type, path: ["type", "in"], value: (key) => key.type, label: (key) => label(key.type) },
  ],
};

/** @type {import("../lib/page.js").View} */
export default withMap(offices, {
  operation: "OfficeMap",
  variables: (page) => ({ filter: json(page.parameters, "filter") ?? null }),
  places: (data) => data.offices.nodes.map((/** @type {any} */ office) => ({
    id: office.recordId, name: office.title, kind: office.type, exact: true, place: office.location, country: office.country,
  })),
});
