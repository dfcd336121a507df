/** Observations as lines over time, or as dots where there are no lines. Without a filter: China's share of Japan's rare earth imports. */
import { href, isEmbedded, json, put, record } from "../lib/address.js";
import { count, date, figure, label } from "../lib/format.js";
import { html, live, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { cited, doubt } from "../lib/observed.js";
import { releaseRef } from "../lib/page.js";
import { take } from "../lib/take.js";
import { named } from "../lib/words.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {{ rows: any[], total: number, facets: any, pictures: typeof import("../charts/observations.js").pictures, failed: boolean }} Held */

/** The default filter; the document has the same. */
const RELIANCE = {
  indicatorRecordId: { in: ["by-quantity", "by-value", "unstated"].map((measure) => `indicator:import-share-from-country-${measure}`).concat("indicator:supply-share-from-country-unstated", "indicator:dependence-target") },
  subjectId: { eq: "country:JP" }, partnerId: { eq: "country:CN" }, mineralId: { eq: "mineral:rare-earth-elements" },
};
const PAGE = 500;
const MOST = 3000;

/** @param {Page} page */
const filterOf = (page) => json(page.parameters, "filter") ?? RELIANCE;
/** @param {Page} page */
const isReliance = (page) => !json(page.parameters, "filter");

/** Loads the first rows; the other rows and the facets follow. @param {Page} page */
async function load(page) {
  const filter = filterOf(page);
  const [data, { pictures }] = await Promise.all([page.ask("Indicators", { filter, first: PAGE }), import("../charts/observations.js")]);
  /** @type {Held} */
  const held = { rows: data.observations.nodes, total: data.observations.totalCount, facets: null, pictures, failed: false };
  follow(page, held, filter, data.observations.pageInfo).catch(() => { held.failed = true; }).then(page.redraw);
  if (!isEmbedded(page.parameters)) {
    page.ask("IndicatorFacets", { withoutSubject: put(filter, ["subjectId"], undefined), withoutPartner: put(filter, ["partnerId"], undefined), withoutMineral: put(filter, ["mineralId"], undefined) })
      .then((facets) => { held.facets = facets; page.redraw(); }).catch(() => {});
  }
  return held;
}

/** The rows after the first page, since a line must not end where a page does. @param {Page} page @param {Held} held @param {object} filter @param {any} pageInfo */
async function follow(page, held, filter, pageInfo) {
  while (pageInfo.hasNextPage && held.rows.length < MOST) {
    const { observations } = await page.ask("Indicators", { filter, first: PAGE, after: pageInfo.endCursor });
    held.rows = [...held.rows, ...observations.nodes];
    pageInfo = observations.pageInfo;
  }
}

/** The indicators of the rows, each once. @param {any[]} rows @returns {any[]} */
const indicatorsOf = (rows) => [...new Map(rows.filter((row) => row.indicatorRecord).map((row) => [row.indicatorRecord.recordId, row.indicatorRecord])).values()];

/** @param {Page} page @param {Held} held */
function render(page, held) {
  const { rows, total } = held;
  const filter = filterOf(page);
  const indicators = indicatorsOf(rows);
  const title = isReliance(page) ? text.indicators.reliance : indicators.length === 1 ? indicators[0].name : text.navigation.indicators;
  const taken = { ...page, parameters: new URLSearchParams({ ...Object.fromEntries(page.parameters), filter: JSON.stringify(filter) }) };
  return html`<h1>${title}</h1>
    <p class="count" role="status">${text.rowsOf(count(total), page.release?.version ?? "")}${rows.length < total ? ` · ${held.failed || rows.length >= MOST ? text.indicators.some(count(rows.length)) : text.indicators.following(count(rows.length))}` : nothing}</p>
    ${isReliance(page) ? html`<p class="lead">${text.indicators.lead}</p>` : nothing}
    ${take(taken, { operation: "Indicators", variables: { filter, at: releaseRef(page.parameters) } })}
    ${isEmbedded(page.parameters) ? nothing : html`<p><a href="#choose">${text.indicators.choose}</a>${isReliance(page) ? nothing : html` · <a href=${href("indicators")}>${text.indicators.reliance}</a>`}</p>${facets(page, held, filter)}`}
    ${rows.length === 0 ? html`<p class="empty">${isReliance(page) ? html`${text.indicators.older} <a href=${href("indicators", { at: null })}>${text.indicators.newest}</a>` : html`${text.nothingFound} <a href=${href("indicators")}>${text.clearAll}</a>`}</p>` : html`
      ${held.pictures(page, { rows, title })}
      ${isReliance(page) ? html`<ul class="caveats">${text.indicators.caveats(summary(rows)).map((/** @type {string} */ each) => html`<li>${each}</li>`)}</ul>` : nothing}
      ${indicators.length > 0 ? html`<h2>${text.indicators.measured}</h2>${indicators.slice(0, 8).map((each) => html`<p><a href=${record(each.recordId)}>${each.name}</a>: ${each.definition} <span class="quiet">${each.comparability}</span></p>`)}` : nothing}
      <h2>${text.indicators.values}</h2><div class="long">${table(null, columns(indicators.length > 1), rows)}</div>`}
    ${isEmbedded(page.parameters) ? nothing : chooser(held.facets, filter)}`;
}

/** The counts of the caveats. @param {any[]} rows */
function summary(rows) {
  const doubts = rows.map(doubt);
  return {
    all: count(rows.length), years: count(rows.filter((row) => /^\d{4}$/.test(row.period)).length), inexact: count(rows.filter((row) => row.qualifier !== "EXACT").length),
    rivals: count(doubts.reduce((sum, each) => sum + each.disputes.length, 0)), low: count(doubts.filter((each) => each.low).length),
    series: count(new Set(rows.map((row) => row.series)).size),
  };
}

/** @param {boolean} isMixed @returns {import("../lib/list.js").Column[]} */
function columns(isMixed) {
  return [
    { title: text.indicators.value, numeric: true, cell: (row) => html`<a href=${record(row.recordId)}>${figure(row)}</a>` },
    { title: text.indicators.period, cell: (row) => html`<span class="nowrap">${date(row.period)}</span>` },
    ...(isMixed ? [{ title: text.indicators.indicator, cell: (/** @type {any} */ row) => named(row.indicatorRecord) }] : []),
    { title: text.indicators.subject, cell: (row) => html`${named(row.subject)}${row.partner ? html` ${text.indicators.with} ${named(row.partner)}` : nothing}` },
    { title: text.fields.mineral, cell: (row) => html`${row.mineral ? named(row.mineral) : nothing}${row.product ? html` <span class="quiet">${row.product}</span>` : nothing}` },
    {
      title: text.indicators.basis,
      cell: (row) => html`${row.basis ? label(row.basis) : nothing}${row.edition ? html`, ${text.observed.edition(row.edition)}` : nothing}${
        row.estimated ? html`, ${text.observed.estimated}` : nothing}${row.notes ? html`<br><span class="quiet">${row.notes}</span>` : nothing}`,
    },
    { title: text.indicators.cited, cell: cited },
  ];
}

/** One field for each facet; its choices load after the rows. @param {Page} page @param {Held} held @param {any} filter */
function facets(page, held, filter) {
  const of = (/** @type {any[] | undefined} */ groups, /** @type {string} */ name) => (groups ?? []).filter(({ key }) => key[name]).map(({ key, aggregate }) => ({ id: key[name].recordId, name: key[name].name, rows: aggregate.count }));
  const subjects = [...(held.facets?.countries.nodes ?? []).map((/** @type {any} */ each) => ({ id: each.recordId, name: each.name, rows: each.observationsAsSubject.totalCount })),
    ...(held.facets?.organizations.nodes ?? []).map((/** @type {any} */ each) => ({ id: each.recordId, name: each.name, rows: each.observations.totalCount }))].sort((a, b) => b.rows - a.rows);
  return html`<form class="selects" aria-label=${text.filters} @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${select(page, filter, "subjectId", text.indicators.subject, subjects, held.rows[0]?.subject.title)}
    ${select(page, filter, "partnerId", text.indicators.partner, of(held.facets?.partner.groups, "partner"), held.rows[0]?.partner?.name)}
    ${select(page, filter, "mineralId", text.fields.mineral, of(held.facets?.mineral.groups, "mineral"), held.rows[0]?.mineral?.name)}</form>`;
}

/** @param {Page} page @param {any} filter @param {string} path @param {string} title @param {{ id: string, name: string, rows: number }[]} choices @param {string} [known] name of the chosen value, until the choices are loaded */
function select(page, filter, path, title, choices, known) {
  const chosen = filter[path]?.eq ?? (filter[path] ? "other" : "");
  const choose = (/** @type {Event} */ event) => {
    const id = /** @type {HTMLSelectElement} */ (event.target).value;
    page.change({ filter: put(put(filter, [path], undefined), [path, "eq"], id || undefined) });
  };
  if (choices.length === 0 && !chosen) return nothing;
  return html`<label>${title}<select @change=${choose}>
    ${chosen && Object.keys(filter).length === 1 ? nothing : html`<option value="" .selected=${live(chosen === "")}>${text.indicators.all}</option>`}
    ${chosen && !choices.some((choice) => choice.id === chosen) ? html`<option value=${chosen} .selected=${live(true)}>${chosen === "other" ? JSON.stringify(filter[path]) : (known ?? chosen)}</option>` : nothing}
    ${choices.map((choice) => html`<option value=${choice.id} .selected=${live(choice.id === chosen)}>${choice.name} (${count(choice.rows)})</option>`)}</select></label>`;
}

/** All indicators by their measure. @param {any} facets @param {any} filter */
function chooser(facets, filter) {
  const groups = (facets?.indicator.groups ?? []).filter((/** @type {any} */ group) => group.key.indicatorRecord);
  const chosen = filter.indicatorRecordId?.eq;
  return html`<section aria-labelledby="choose"><h2 id="choose" tabindex="-1">${text.indicators.others}</h2>
    ${facets && groups.length === 0 ? html`<p>${text.indicators.older} <a href=${href("indicators", { at: null })}>${text.indicators.newest}</a></p>` : nothing}
    ${facets ? nothing : html`<p class="quiet" role="status">${text.loading}</p>`}
    <div class="chooser">${[...Map.groupBy(groups, (/** @type {any} */ group) => group.key.indicatorRecordMeasure)].map(([measure, ofMeasure]) => html`<div><h3>${label(measure)}</h3>
      <ul>${ofMeasure.toSorted((a, b) => b.aggregate.count - a.aggregate.count).map(({ key: { indicatorRecord }, aggregate }) => html`<li>
        <a href=${href("indicators", { filter: { indicatorRecordId: { eq: indicatorRecord.recordId } } })}
          aria-current=${chosen === indicatorRecord.recordId ? "true" : nothing}>${indicatorRecord.name}</a> <span class="quiet">${count(aggregate.count)}</span></li>`)}</ul></div>`)}</div></section>`;
}

/** @type {import("../lib/page.js").View} */
export default {
  title: (held) => { const all = indicatorsOf(held.rows); return all.length === 1 ? all[0].name : text.navigation.indicators; },
  load,
  render,
};
