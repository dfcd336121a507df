/** Organizations as facets and a table. */
import { href, record } from "../lib/address.js";
import { count, label, usd } from "../lib/format.js";
import { html } from "../lib/html.js";
import { text } from "../lib/language.js";
import { plain } from "../lib/list.js";
import { named } from "../lib/words.js";

/** @type {import("../lib/page.js").View} */
export default plain({
  title: text.navigation.organizations,
  field: "organizations",
  rows: "Organizations",
  facetsOperation: "OrganizationFacets",
  searched: true,
  columns: [
    { title: text.fields.name, order: "NAME", cell: (row) => html`<a href=${record(row.recordId)}>${row.name}</a>` },
    { title: text.fields.type, order: "TYPE", cell: (row) => label(row.type) },
    { title: text.fields.country, order: "COUNTRY_NAME", cell: (row) => named(row.country) },
    { title: text.fields.parent, order: "PARENT_NAME", cell: (row) => named(row.parent) },
    { title: text.fields.projects, order: "AGENCY_PROJECTS_COUNT", numeric: true, cell: (row) => linked(row.agencyProjects.totalCount, href("projects", { filter: { agencyId: { in: [row.recordId] } } })) },
    { title: text.fields.counted, order: "AGENCY_INVESTMENTS_USD_SUM", numeric: true, cell: (row) => (row.agencyInvestments.aggregate.usd.sum ? html`<a href=${href("money", { filter: { agencyId: { eq: row.recordId } } })}>${usd(row.agencyInvestments.aggregate.usd.sum)}</a>` : "–") },
    { title: text.fields.deals, order: "DEAL_PARTIES_COUNT", numeric: true, cell: (row) => linked(row.dealParties.totalCount, href("deals", { filter: { parties: { some: { organizationId: { in: [row.recordId] } } } } })) },
  ],
  facets: [
    { name: "type", title: text.fields.type, path: ["type", "in"], value: (key) => key.type, label: (key) => label(key.type) },
    { name: "country", title: text.fields.country, path: ["countryId", "in"], value: (key) => key.country?.recordId, label: (key) => key.country?.name },
  ],
});

/** A count with a link to its rows. @param {number} total @param {string} address */
const linked = (total, address) => (total > 0 ? html`<a href=${address}>${count(total)}</a>` : "–");
