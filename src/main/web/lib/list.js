/** A list of records: facets, a table that can be sorted, pages by cursor. Each kind defines its columns and facets. */
import { at, current, href, isEmbedded, json, put } from "./address.js";
import { count } from "./format.js";
import { html, live, nothing, repeat } from "./html.js";
import { text } from "./language.js";
import { releaseRef } from "./page.js";
import { take } from "./take.js";

/** @typedef {import("./page.js").Page} Page */

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} [order] value of the kind's order enum, if the column can sort the list
 * @property {boolean} [numeric]
 * @property {(row: any) => unknown} cell
 */

/**
 * A facet: the values of one field with their numbers of rows under the other conditions.
 * @typedef {object} Facet
 * @property {string} name alias in the document's second operation; its filter is the variable `$without` and the name
 * @property {string} title
 * @property {string[]} path of the condition in the filter: `["stage", "in"]`
 * @property {boolean} [single] whether only one value can be chosen, and the condition is that value
 * @property {(key: any) => string | null | undefined} value of a group's key
 * @property {(key: any) => string} label of a group's key
 */

/**
 * @typedef {object} List
 * @property {string} title
 * @property {string} field of Query
 * @property {string} rows name of the operation for a page
 * @property {string} [facetsOperation] name of the operation that counts facets
 * @property {Column[]} columns
 * @property {Facet[]} [facets]
 * @property {string[]} [years] path of the filter on a date
 * @property {boolean} [searched] whether the filter has `text`
 */

const PAGE = 50;

/** The variables of the rows. @param {Page} page */
export function variables(page) {
  const before = page.parameters.get("before");
  return {
    filter: json(page.parameters, "filter") ?? null,
    orderBy: json(page.parameters, "orderBy") ?? null,
    ...(before ? { last: PAGE, before } : { first: PAGE, after: page.parameters.get("after") }),
    at: releaseRef(page.parameters),
  };
}

/** The variables of the facets: each counts by the filter without its own condition. @param {Page} page @param {List} list */
function facetVariables(page, list) {
  const filter = json(page.parameters, "filter");
  const without = (list.facets ?? []).map((facet) => [`without${facet.name.charAt(0).toUpperCase()}${facet.name.slice(1)}`, put(filter, facet.path, undefined)]);
  return { ...Object.fromEntries(without), at: releaseRef(page.parameters) };
}

/** The width beside the facets in the layout of the style sheet. @param {Page} page */
export const resultsWidth = (page) => (page.width > 800 && !isEmbedded(page.parameters) ? page.width - 264 : page.width);

/** The last known counts of each list. They are shown until new ones are loaded, so that no control disappears during use. @type {Map<string, any>} */
const counted = new Map();

/** Loads the rows; the facets follow. @param {Page} page @param {List} list */
export async function load(page, list) {
  const held = { rows: (await page.ask(list.rows, variables(page)))[list.field], facets: counted.get(list.field) ?? null };
  if (list.facetsOperation && !isEmbedded(page.parameters)) {
    page.ask(list.facetsOperation, facetVariables(page, list)).then((facets) => {
      held.facets = facets;
      counted.set(list.field, facets);
      page.redraw();
    }).catch(() => {
      held.facets = {};
      page.redraw();
    });
  }
  return held;
}

/** A view with only a list. @param {List} list @returns {import("./page.js").View} */
export function plain(list) {
  return { title: () => list.title, load: (page) => load(page, list), render: (page, held) => render(page, list, held) };
}

/**
 * The page of a list. @param {Page} page @param {List} list @param {any} held @param {unknown} [above] content above the table
 */
export function render(page, list, held, above = nothing) {
  const { rows } = held;
  // Controls show the last choice, also while its rows are loading.
  const filter = json(current().view === page.view ? current().parameters : page.parameters, "filter");
  return html`<h1>${list.title}</h1>
    <p class="count" role="status">${text.rowsOf(count(rows.totalCount), page.release?.version ?? "")}</p>
    ${take(page, { operation: list.rows, variables: variables(page) })}
    <div class="list">
      ${list.facets && !isEmbedded(page.parameters) ? facets(page, list, held, filter) : nothing}
      <div class="results">
        ${chosen(page, list, filter)}
        ${above}
        ${rows.totalCount === 0 ? html`<p class="empty">${text.nothingFound} <a href=${href(page.view)}>${text.clearAll}</a></p>` : table(page, list.columns, rows.nodes)}
        ${pager(page, rows)}
      </div>
    </div>`;
}

/** A table with headers that sort it. @param {Page | null} page @param {Column[]} columns @param {any[]} rows */
export function table(page, columns, rows) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.table}><table>
    <thead><tr>${columns.map((column) => head(page, column))}</tr></thead>
    <tbody>${repeat(rows, (row, index) => row.recordId ?? index, (row) => html`<tr>${columns.map((column) => html`<td class=${column.numeric ? "number" : nothing}>${column.cell(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** @param {Page | null} page @param {Column} column */
function head(page, column) {
  const kind = column.numeric ? "number" : nothing;
  if (!page || !column.order) return html`<th scope="col" class=${kind}>${column.title}</th>`;
  const order = json(page.parameters, "orderBy")?.[0];
  const sorted = order?.field === column.order ? (order.direction ?? "ASC") : null;
  const next = [{ field: column.order, direction: sorted === (column.numeric ? "DESC" : "ASC") ? (column.numeric ? "ASC" : "DESC") : column.numeric ? "DESC" : "ASC" }];
  const parameters = { ...Object.fromEntries(page.parameters), orderBy: next, after: null, before: null };
  return html`<th scope="col" class=${kind} aria-sort=${sorted ? (sorted === "ASC" ? "ascending" : "descending") : nothing}>
    <a href=${href(page.view, parameters)}>${column.title}${sorted ? html`<span aria-hidden="true">${sorted === "ASC" ? " ↑" : " ↓"}</span>` : nothing}</a></th>`;
}

/** @param {Page} page @param {any} rows */
function pager(page, rows) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = rows.pageInfo;
  if (!hasNextPage && !hasPreviousPage) return nothing;
  const parameters = Object.fromEntries(page.parameters);
  return html`<nav class="pager" aria-label=${text.pages}>
    ${hasPreviousPage ? html`<a rel="prev" href=${href(page.view, { ...parameters, before: startCursor, after: null })}>← ${text.previous}</a>` : nothing}
    ${hasNextPage ? html`<a rel="next" href=${href(page.view, { ...parameters, after: endCursor, before: null })}>${text.next} →</a>` : nothing}
  </nav>`;
}

/** Shows the list with another filter, from its first page on. @param {Page} page @param {object} filter @param {boolean} [replace] whether it adds no entry to the history of the browser */
export function refilter(page, filter, replace = false) {
  page.change({ ...Object.fromEntries(current().parameters), filter, after: null, before: null }, replace);
}

/** @param {Page} page @param {List} list @param {any} held @param {any} filter */
function facets(page, list, held, filter) {
  return html`<details class="filters" ?open=${page.width > 800}><summary>${text.filters}</summary><form class="facets" aria-label=${text.filters} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${list.searched ? searchField(page, filter) : nothing}
    ${list.years ? yearFields(page, list.years, filter) : nothing}
    ${(list.facets ?? []).map((facet) => facetBox(page, facet, held.facets === null ? undefined : (held.facets[facet.name]?.groups ?? null), filter))}
  </form></details>`;
}

/** @param {Page} page @param {any} filter */
function searchField(page, filter) {
  return html`<label class="field">${text.textFilter}
    <input type="search" maxlength="200" .value=${live(filter?.text?.matches ?? "")} @input=${(/** @type {InputEvent} */ event) => refilter(page, put(filter, ["text", "matches"], /** @type {HTMLInputElement} */ (event.target).value || undefined), true)}></label>`;
}

/** @param {Page} page @param {string[]} path @param {any} filter */
function yearFields(page, path, filter) {
  const field = (/** @type {string} */ end, /** @type {string} */ name) => html`<label>${name}
    <input type="number" inputmode="numeric" min="1900" max="2100" .value=${live(at(filter, [...path, end]) ?? "")}
      @change=${(/** @type {Event} */ event) => refilter(page, put(filter, [...path, end], /^\d{4}$/.test(/** @type {HTMLInputElement} */ (event.target).value) ? /** @type {HTMLInputElement} */ (event.target).value : undefined))}></label>`;
  return html`<fieldset class="years"><legend>${text.years}</legend>${field("gte", text.from)}${field("lte", text.to)}</fieldset>`;
}

/** @param {Page} page @param {Facet} facet @param {any[] | null | undefined} groups undefined until they are known; null if they cannot be had @param {any} filter */
function facetBox(page, facet, groups, filter) {
  const condition = at(filter, facet.path);
  /** @type {string[]} */
  const selected = condition === undefined ? [] : facet.single ? [String(condition)] : condition;
  const toggle = (/** @type {string} */ value, /** @type {boolean} */ on) => refilter(page, put(filter, facet.path,
    facet.single ? (on ? JSON.parse(value) : undefined) : on ? [...selected, value] : selected.filter((each) => each !== value)));
  const known = (groups ?? []).map(({ key, aggregate }) => ({ value: facet.value(key), label: facet.label(key), count: aggregate.count })).filter((group) => group.value);
  // A choice can be removed, also if no row has it now.
  const chosen = selected.filter((value) => !known.some((group) => group.value === value)).map((value) => ({ value, label: value, count: 0 }));
  return html`<details class="facet" ?open=${selected.length > 0 || (groups !== undefined && known.length <= 12)}>
    <summary>${facet.title}${selected.length > 0 ? html` <span class="badge">${selected.length}</span>` : nothing}</summary>
    <div class="choices">${!groups ? html`<p class="quiet">${groups === undefined ? text.loading : text.noCounts}</p>` : [...chosen, ...known].map((group) => html`<label>
      <input type="checkbox" .checked=${live(selected.includes(/** @type {string} */ (group.value)))} @change=${(/** @type {Event} */ event) => toggle(/** @type {string} */ (group.value), /** @type {HTMLInputElement} */ (event.target).checked)}>
      <span>${group.label}</span> <span class="quiet">${count(group.count)}</span></label>`)}</div>
  </details>`;
}

/** The active filters, with controls to remove them. @param {Page} page @param {List} list @param {any} filter */
function chosen(page, list, filter) {
  if (!filter || Object.keys(filter).length === 0) return nothing;
  const rest = (list.facets ?? []).reduce((left, facet) => put(left, facet.path, undefined), put(put(filter, ["text"], undefined), list.years ?? ["text"], undefined));
  return html`<p class="chosen">${Object.keys(rest).length > 0 ? html`<code>${JSON.stringify(rest)}</code>` : nothing} <a href=${href(page.view)}>${text.clearAll}</a></p>`;
}
