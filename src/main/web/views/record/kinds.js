/** The content of the page of each kind of record. Add a kind here, and a fact in the file of its kind. */
import { country, indicator, mineral, office, organization } from "./places.js";
import { deal, investment, project } from "./doings.js";
import { citation, fxRate, observation, source } from "./figures.js";
import { parts } from "./parts.js";

/**
 * @typedef {object} Kind
 * @property {import("./facts.js").Fact[]} facts
 * @property {Related[]} [related] lists of other records
 * @property {(page: import("../../lib/page.js").Page, record: any) => unknown} [above] content above the facts
 * @property {(page: import("../../lib/page.js").Page, record: any) => unknown} [below] content below the lists
 */

/**
 * @typedef {object} Related
 * @property {string} name of its title in the texts, and by default of the field
 * @property {(record: any) => { totalCount: number, nodes: any[] } | undefined} [rows]
 * @property {(row: any) => unknown} line
 * @property {(record: any) => string} [all] the view that lists all of them
 * @property {(record: any) => unknown} [note] content above the list
 */

/** @type {Record<string, Kind>} */
export const kinds = {
  Project: project, Deal: deal, Investment: investment, Office: office, Organization: organization, Observation: observation, Source: source,
  Citation: citation, Country: country, Mineral: mineral, Indicator: indicator, FxRate: fxRate, ...parts,
};
