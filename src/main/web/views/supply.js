/** The concentration of mining, computed from mine output by country; and shares of the world as sources state them. */
import { href, isEmbedded, record } from "../lib/address.js";
import { outputs } from "../lib/concentration.js";
import { count, figure, number, unitWords } from "../lib/format.js";
import { html, live, nothing, svg } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { cited } from "../lib/observed.js";
import { releaseRef } from "../lib/page.js";
import { picture } from "../lib/picture.js";
import { take } from "../lib/take.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {import("../lib/concentration.js").Output} Output @typedef {import("../lib/concentration.js").Year} Year */

/** @typedef {{ outputs: Output[], shares: any[], cut: number, sources: Map<string, any>, charts: any }} Held */

const words = text.supply;
/** The ranges of years in the document. */
const SLICES = ["to2011", "to2017", "to2021", "to2023", "of2024", "of2025", "from2026"];

/** @param {Page} page */
async function load(page) {
  const [data, concentration, observations, dots, legend, marks, tips] = await Promise.all([
    page.ask("Supply", {}), import("../charts/concentration.js"), import("../charts/observations.js"), import("../charts/dots.js"), import("../charts/legend.js"), import("../charts/marks.js"), import("../charts/tips.js"),
  ]);
  const rows = SLICES.flatMap((slice) => data[slice].nodes);
  /** @type {Held} */
  const held = {
    outputs: outputs(rows), shares: data.shares.nodes, sources: new Map(), cut: SLICES.reduce((sum, slice) => sum + data[slice].totalCount, 0) - rows.length,
    charts: { ...concentration, ...observations, ...dots, ...legend, ...marks, ...tips },
  };
  const mineral = page.parameters.get("mineral");
  if (mineral) {
    page.ask("SupplySources", { mineral }).then(({ observations }) => {
      for (const row of observations.nodes) held.sources.set(row.recordId, row);
      page.redraw();
    }).catch(() => {});
  }
  return held;
}

/** @param {Page} page @param {Held} held */
function render(page, held) {
  const mineral = page.parameters.get("mineral");
  const chosen = held.outputs.filter((output) => output.mineral.recordId === mineral);
  const measure = page.parameters.get("show") === "largest" ? "largest" : "index";
  return html`<h1>${chosen[0] ? words.titleOf(chosen[0].mineral.name) : words.title}</h1>
    <p class="lead">${words.lead}</p>
    ${take(page, { operation: "Supply", variables: { at: releaseRef(page.parameters) }, rows: false })}
    ${isEmbedded(page.parameters) ? nothing : controls(page, held, mineral)}
    ${held.cut > 0 ? html`<p class="notice">${words.cut(count(held.cut))}</p>` : nothing}
    ${mineral ? (chosen.length > 0 ? chosen.map((output) => detail(page, held, output)) : html`<p class="empty">${words.unknown} <a href=${href("supply")}>${words.all}</a></p>`) : nothing}
    <section><h2>${words.overview}</h2>${choice(page, measure)}${held.charts.overview(page, held.outputs, measure)}
      ${leftOut(held)}</section>
    <section><h2>${words.how}</h2><ul class="caveats">${words.method.map((/** @type {string} */ each) => html`<li>${each}</li>`)}</ul></section>
    <section><h2>${words.stated}</h2>${stated(page, held)}</section>`;
}

/** @param {Page} page @param {Held} held @param {string | null} mineral */
function controls(page, held, mineral) {
  const minerals = new Map(held.outputs.map((output) => [output.mineral.recordId, output.mineral.name]));
  const choose = (/** @type {Event} */ event) => page.change({ ...Object.fromEntries(page.parameters), mineral: /** @type {HTMLSelectElement} */ (event.target).value });
  const filter = JSON.stringify({ indicator: { eq: "mine-production" }, ...(mineral ? { mineralId: { eq: mineral } } : {}) });
  const file = `export/observations_flat.csv?${new URLSearchParams({ filter, at: page.release?.version ?? "" })}`;
  return html`<form class="selects" aria-label=${text.filters} @submit=${(/** @type {Event} */ event) => event.preventDefault()}><label>${text.fields.mineral}<select @change=${choose}>
      <option value="" .selected=${live(!mineral)}>${words.all}</option>${[...minerals].map(([id, name]) => html`<option value=${id} .selected=${live(id === mineral)}>${name}</option>`)}</select></label></form>
    <p><a href=${file} data-external>${words.file}</a></p>`;
}

/** The two figures of the overview. @param {Page} page @param {string} measure */
function choice(page, measure) {
  const link = (/** @type {string} */ name, /** @type {string} */ title) => html`<a href=${href("supply", { ...Object.fromEntries(page.parameters), show: name === "index" ? null : name })} aria-current=${measure === name ? "true" : nothing}>${title}</a>`;
  return html`<p class="choice">${link("index", words.index)} ${link("largest", words.largest)}</p>`;
}

/** Outputs and years with too few countries. @param {Held} held */
function leftOut(held) {
  const none = held.outputs.filter((output) => output.years.every((year) => year.left));
  const some = held.outputs.filter((output) => !none.includes(output) && output.years.some((year) => year.left));
  const years = (/** @type {Output} */ output) => output.years.filter((year) => year.left).map((year) => year.year).join(", ");
  return html`<details><summary>${words.leftTitle}</summary><p>${words.leftWhy}</p><ul>
    ${[...none, ...some].map((output) => html`<li><a href=${href("supply", { mineral: output.mineral.recordId })}>${held.charts.nameOf(output)}</a>: ${none.includes(output) ? words.allYears : nothing} ${years(output)}</li>`)}</ul></details>`;
}

/** One output of the chosen mineral: the countries, the computation, every row. @param {Page} page @param {Held} held @param {Output} output */
function detail(page, held, output) {
  const kept = output.years.filter((year) => !year.left);
  const last = kept.at(-1);
  return html`<section><h2>${held.charts.nameOf(output)}</h2>
    ${last ? html`${held.charts.countries(page, output)}${worked(output, last)}` : html`<p class="notice">${words.tooFew}</p>`}
    <details><summary>${words.rows(count(output.years.reduce((sum, year) => sum + year.parts.length + (year.world ? 1 : 0), 0)))}</summary>${table(null, rowColumns(held, output), rowsOf(output))}</details>
    ${output.years.some((year) => year.replaced.length > 0) ? html`<p>${words.replaced} ${output.years.flatMap((year) => year.replaced).map((row) => html`<a href=${record(row.recordId)}>${row.subject.title} ${row.period}</a> `)}</p>` : nothing}</section>`;
}

/** The computation of the index of one year. @param {Output} output @param {Year} year */
function worked(output, year) {
  const terms = year.parts.slice(0, 4).map((part) => `${number(Math.round(part.share * 10) / 10)}²`).join(" + ");
  return html`<h3>${words.workedTitle(year.year)}</h3>
    <p>${words.formula} <span class="formula">HHI = ${terms}${year.parts.length > 4 ? " + …" : ""} = <strong>${count(Math.round(year.index))}</strong></span></p>
    <p>${year.basis === "named" ? words.noBounds : words.bounds(count(Math.round(year.index)), number(Math.round(year.rest * 10) / 10), count(Math.round(year.most)))}
      ${year.basis === "sum" && year.world ? words.above100(count(year.named), count(Number(year.world.value)), unitWords(output.unit)) : nothing}</p>`;
}

/** @param {Output} output */
const rowsOf = (output) => output.years.toReversed().flatMap((year) => [...(year.world ? [{ year, row: year.world, share: null }] : []), ...year.parts.map((part) => ({ year, row: part.row, share: part.share }))]);

/** @param {Held} held @param {Output} output @returns {import("../lib/list.js").Column[]} */
function rowColumns(held, output) {
  return [
    { title: words.year, cell: ({ year }) => year.year },
    { title: text.fields.country, cell: ({ row }) => html`<a href=${record(row.subject.recordId)}>${row.subject.title}</a>` },
    { title: words.output, numeric: true, cell: ({ row }) => html`<a href=${record(row.recordId)}>${figure(row)}</a>` },
    { title: words.share, numeric: true, cell: ({ share, year }) => (share === null ? "–" : `${number(Math.round(share * 10) / 10)} %${year.basis === "named" ? "*" : ""}`) },
    { title: words.editions, cell: ({ row }) => row.edition ?? "–" },
    { title: words.estimates, cell: ({ row }) => (row.estimated === true ? text.observed.estimated : row.estimated === false ? words.noEstimate : "–") },
    { title: words.notes, cell: ({ row }) => html`<span class="quiet">${row.notes ?? ""}</span>` },
    { title: text.indicators.cited, cell: ({ row }) => (held.sources.has(row.recordId) ? cited(held.sources.get(row.recordId)) : nothing) },
  ];
}

/** Shares of the world as sources state them, by mineral and step. @param {Page} page @param {Held} held */
function stated(page, held) {
  const { dots, dotOf, legend, mark, signs, tips } = held.charts;
  const steps = /** @type {Record<string, string>} */ (words.steps);
  const rows = held.shares.filter((row) => row.value !== null && row.subject.recordId.startsWith("country:"));
  const nameOf = (/** @type {any} */ row) => [row.mineral?.name ?? "", row.product?.replace(/, projected$/, ""), row.subject.recordId === "country:001" ? "" : row.subject.title, steps[row.indicator]].filter(Boolean).join(", ");
  const isProjected = (/** @type {any} */ row) => /projected/.test(row.product ?? "");
  const made = [...Map.groupBy(rows, nameOf)].map(([name, group]) => ({ name: name.charAt(0).toUpperCase() + name.slice(1), dots: group.map((row) => ({ ...dotOf(row, isProjected(row) ? 2 : 1), words: `${number(row.value)} (${row.period})` })) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  const key = legend([
    { words: words.statedKey, draw: mark.bind(null, { key: 1 }) }, { words: words.projected, draw: mark.bind(null, { key: 2 }) },
    ...signs(rows),
  ], page.width);
  const drawn = dots({ rows: made, width: page.width, values: [0, 100], written: (/** @type {number} */ value) => `${value} %` });
  return html`${tips(picture(page, {
    title: words.statedTitle, width: page.width, height: key.height + drawn.height, description: text.observed.dotted(number(rows.length), number(made.length)),
    body: svg`${key.body}<g transform="translate(0 ${key.height})">${drawn.body}</g>`,
    table: table(null, [
      { title: text.indicators.value, numeric: true, cell: (row) => html`<a href=${record(row.recordId)}>${figure(row)}</a>` }, { title: words.year, cell: (row) => row.period },
      { title: text.fields.country, cell: (row) => row.subject.title }, { title: text.fields.mineral, cell: (row) => [row.mineral?.name, row.product].filter(Boolean).join(", ") },
      { title: words.step, cell: (row) => steps[row.indicator] }, { title: text.indicators.cited, cell: cited },
    ], rows),
  }))}<ul class="caveats">${words.statedCaveats(count(rows.length)).map((/** @type {string} */ each) => html`<li>${each}</li>`)}</ul>`;
}

/** @type {import("../lib/page.js").View} */
export default { title: () => text.navigation.supply, load, render };
