/** Money of JOGMEC, or of another filter: counted sums, ceilings, liabilities, paid amounts, and amounts that do not count. Peers for comparison. */
import { href, isEmbedded, json, put, record } from "../lib/address.js";
import { count, date, label, money, usd } from "../lib/format.js";
import { html, live, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { releaseRef } from "../lib/page.js";
import { PARTS, rowsOf, summed, without } from "../lib/sums.js";
import { take } from "../lib/take.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {import("../lib/sums.js").Summed} Summed @typedef {import("../charts/money.js").Row} Row */

/** @typedef {{ data: any, charts: typeof import("../charts/money.js") }} Held */

const words = text.money;
/** The default filter; the document has the same. */
const JOGMEC = { agencyId: { eq: "org:jogmec" } };

/** @param {Page} page */
const filterOf = (page) => json(page.parameters, "filter") ?? JOGMEC;

/** @param {Page} page @returns {Promise<Held>} */
async function load(page) {
  const [data, charts] = await Promise.all([page.ask("Money", { filter: filterOf(page) }), import("../charts/money.js")]);
  return { data, charts };
}

/** Rows with counted money, the largest sum first. @param {Row[]} rows */
const sorted = (rows) => rows.filter(({ row }) => row.all.known + row.all.missing > 0).sort((a, b) => b.row.all.sum - a.row.all.sum);

/** @param {Page} page @param {Held} held */
function render(page, { data, charts }) {
  const filter = filterOf(page);
  const { investments } = data;
  const agency = filter.agencyId?.eq ? data.named.nodes[0]?.agency : null;
  const taken = { ...page, parameters: new URLSearchParams({ ...Object.fromEntries(page.parameters), filter: JSON.stringify(filter) }) };
  const name = agency?.name ?? words.ofFilter;
  const [all] = summed(investments.kind, () => "");
  return html`<h1>${agency ? words.titleOf(agency.name) : words.title}</h1>
    <p class="count" role="status">${text.rowsOf(count(investments.totalCount), page.release?.version ?? "")}</p>
    <p class="lead">${words.lead}</p>
    ${take(taken, { operation: "Money", variables: { filter, at: releaseRef(page.parameters) } })}
    ${isEmbedded(page.parameters) ? nothing : agencies(page, data, filter)}
    ${!all || all.all.known + all.all.missing === 0 ? html`<p class="empty">${words.nothing} <a href=${href("money")}>${words.home}</a></p>` : html`
      ${facts(data, filter, all)}
      <h2>${words.byInstrument}</h2>${charts.ranked(page, { title: words.pictureOf(name, words.byInstrument), head: words.instrument, filter, rows: instruments(data) })}
      <p>${words.instrumentNote}</p>
      <h2>${words.byMineral}</h2>${charts.ranked(page, { title: words.pictureOf(name, words.byMineral), head: text.fields.mineral, filter, rows: minerals(data) })}
      <p>${words.mineralNote}</p>
      <h2>${words.byCountry}</h2>${charts.ranked(page, { title: words.pictureOf(name, words.byCountry), head: text.fields.country, filter, rows: countries(investments.country) })}
      <p>${words.countryNote}</p>
      <h2>${words.byYear}</h2>${charts.yearly(page, { title: words.pictureOf(name, words.byYear), head: words.year, filter, rows: years(investments.year) })}
      <p>${words.yearNote}</p>`}
    ${uncounted(page, data, filter)}
    <h2>${words.peers}</h2>${peers(page, charts, data, filter)}`;
}

/** The number of records in a sum. @param {number} known @param {number} missing */
const records = (known, missing) => html`<span class="quiet">(${words.records(known, missing)})</span>`;

/** The bars of instruments. @param {any} data @returns {Row[]} */
const instruments = ({ investments }) => sorted(summed(investments.kind, (key) => key.instrument).map((row) => (
  { name: label(row.key.instrument), condition: { instrument: { eq: row.key.instrument } }, row })));

/** A figure that opens its investments. @param {string} address @param {unknown} figure @param {unknown} sentence @param {unknown} [more] */
const card = (address, figure, sentence, more = nothing) => html`<li class="card"><a class="figure" href=${address}>${figure}</a>${sentence}${more}</li>`;

/** The main sums, each with its investments. @param {any} data @param {any} filter @param {Summed} all */
function facts(data, filter, all) {
  const to = (/** @type {any} */ rows) => href("investments", { filter: rows });
  const { aggregate } = data.investments;
  return html`<ul class="cards">
    ${card(to(rowsOf(filter, {})), usd(all.all.sum), html`${words.counts} ${records(all.all.known, all.all.missing)}`,
      aggregate.agencyUsd.sum ? html`<br><span class="quiet">${words.own(usd(aggregate.agencyUsd.sum))}</span>` : nothing)}
    ${PARTS.filter(({ name }) => (all.parts.get(name)?.sum ?? 0) > 0).map(({ name }) => {
      const sum = all.parts.get(name);
      return card(to(rowsOf(filter, {}, name)), usd(sum?.sum), html`${words.partsOf[name]} ${records(sum?.known ?? 0, sum?.missing ?? 0)}`);
    })}
    ${data.shared.aggregate.count > 0 ? card(to(rowsOf(filter, { money: { countNote: { startsWith: "shared" } } })),
      usd(data.shared.aggregate.usd.sum), html`${words.shared} ${records(data.shared.aggregate.count, 0)}`) : nothing}
  </ul>
  <p>${data.paid.totalCount > 0 ? html`${words.paid} ${data.paid.nodes.map((/** @type {any} */ row) => html`<a href=${record(row.recordId)}>${row.title}</a>: ${money(row.money.paidAmount, row.money.currency)} (${date(row.money.paidAsOf)}) `)}` : words.noPaid}</p>`;
}

/** Money without a project, and of projects without a primary mineral, has separate bars, so that the bars add up. @param {any} data @returns {Row[]} */
function minerals(data) {
  const [lacking] = summed(data.withoutProject.kind, () => "");
  const rows = summed(data.investments.mineral, (key) => key.projectPrimaryMineral?.recordId ?? "");
  const several = rows.find(({ key }) => !key.projectPrimaryMineral);
  const apart = /** @type {Row[]} */ ([
    ...(several ? [{ name: words.noMineral, condition: { projectId: { isNull: false }, project: { primaryMineralId: { isNull: true } } }, row: without(several, lacking) }] : []),
    ...(lacking ? [{ name: words.noProject, condition: { projectId: { isNull: true } }, row: lacking }] : []),
  ]).filter(({ row }) => row.all.known + row.all.missing > 0);
  return [...sorted(rows.filter((row) => row !== several).map((row) => ({ name: row.key.projectPrimaryMineral.name, condition: { project: { primaryMineralId: { eq: row.key.projectPrimaryMineral.recordId } } }, row }))), ...apart];
}

/** @param {any[]} groups @returns {Row[]} */
function countries(groups) {
  const rows = summed(groups, (key) => key.projectCountry?.recordId ?? "").map((row) => row.key.projectCountry
    ? { name: row.key.projectCountry.name, condition: { project: { countryId: { eq: row.key.projectCountry.recordId } } }, row }
    : { name: words.noProject, condition: { projectId: { isNull: true } }, row });
  return [...sorted(rows.filter(({ row }) => row.key.projectCountry)), ...sorted(rows.filter(({ row }) => !row.key.projectCountry))];
}

/** Every year from the first to the last, and undated money. @param {any[]} groups @returns {Row[]} */
function years(groups) {
  const rows = summed(groups, (key) => String(key.valueDateYear)).filter((row) => row.all.known + row.all.missing > 0);
  const dated = new Map(rows.filter((row) => row.key.valueDateYear).map((row) => [row.key.valueDateYear, row]));
  const undated = rows.find((row) => !row.key.valueDateYear);
  const [from, to] = [Math.min(...dated.keys()), Math.max(...dated.keys())];
  const empty = { key: {}, all: { sum: 0, known: 0, missing: 0, excluded: 0 }, parts: new Map() };
  return [
    ...(dated.size > 0 ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : []).map((year) => ({ name: String(year), condition: { money: { valueDate: { gte: String(year), lt: String(year + 1) } } }, row: dated.get(year) ?? empty })),
    ...(undated ? [{ name: words.undated, condition: { money: { valueDate: { isNull: true } } }, row: undated }] : []),
  ];
}

/** @param {Page} page @param {any} data @param {any} filter */
function uncounted(page, data, filter) {
  const { totalCount, nodes } = data.uncounted;
  if (totalCount === 0) return nothing;
  return html`<h2>${words.uncounted(count(totalCount))}</h2><p>${words.uncountedNote} <a href=${href("investments", { filter: put(filter, ["money", "countInTotals", "eq"], false) })}>${words.uncountedAll}</a></p>
    <div class="long">${table(null, [
      { title: words.investment, cell: (row) => html`<a href=${record(row.recordId)}>${row.title}</a>` },
      { title: words.amount, numeric: true, cell: (row) => money(row.money.amount, row.money.currency) },
      { title: text.fields.stage, cell: (row) => label(row.money.stage) },
      { title: words.why, cell: (row) => row.money.countNote ?? "–" },
    ], nodes)}</div>`;
}

/** @param {any} data @returns {Summed[]} */
const ofAgencies = (data) => summed(data.peers.groups, (key) => key.agency.recordId);

/** @param {Page} page @param {any} charts @param {any} data @param {any} filter */
function peers(page, charts, data, filter) {
  const rows = ofAgencies(data);
  const shown = sorted(rows.filter((row) => row.all.sum > 0).map((row) => ({
    name: row.key.agency.name, href: href("money", { filter: { agencyId: { eq: row.key.agency.recordId } } }), condition: { agencyId: { eq: row.key.agency.recordId } },
    marked: ["org:jogmec", filter.agencyId?.eq].includes(row.key.agency.recordId), row,
  })));
  return html`<p class="notice">${words.peersNote(rows.length - shown.length)}</p>${charts.ranked(page, { title: words.peersTitle, head: text.fields.agency, filter: {}, rows: shown, source: words.peersSource })}`;
}

/** @param {Page} page @param {any} data @param {any} filter */
function agencies(page, data, filter) {
  const chosen = filter.agencyId?.eq ?? "";
  const choose = (/** @type {Event} */ event) => {
    const id = /** @type {HTMLSelectElement} */ (event.target).value;
    page.change({ filter: id ? { agencyId: { eq: id } } : null });
  };
  return html`<form class="selects" aria-label=${text.filters} @submit=${(/** @type {Event} */ event) => event.preventDefault()}><label>${text.fields.agency}<select @change=${choose}>
    ${chosen ? nothing : html`<option value="" .selected=${live(true)}>${words.ownFilter}</option>`}
    ${ofAgencies(data).sort((a, b) => a.key.agency.name.localeCompare(b.key.agency.name)).map(({ key }) => html`<option value=${key.agency.recordId} .selected=${live(key.agency.recordId === chosen)}>${key.agency.name}</option>`)}</select></label></form>`;
}

/** @type {import("../lib/page.js").View} */
export default { title: () => text.navigation.money, load, render };
