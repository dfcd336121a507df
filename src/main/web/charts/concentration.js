/** Charts of the concentration of mine output: small multiples of one figure by year, and the countries of one mineral by year. */
import { href, record } from "../lib/address.js";
import { count, number, unitWords } from "../lib/format.js";
import { largest } from "../lib/concentration.js";
import { html, svg } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";

import { lines, picture } from "../lib/picture.js";
import { columns } from "./columns.js";
import { legend, swatch } from "./legend.js";
import { plot } from "./line.js";
import { KEYS, mark } from "./marks.js";
import { panels } from "./panels.js";
import { tips } from "./tips.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {import("../lib/concentration.js").Output} Output @typedef {import("../lib/concentration.js").Year} Year */

const words = text.supply;

/** @param {Output} output */
export const nameOf = (output) => [output.mineral.name, output.product, output.indicator?.recordId === "indicator:mine-production-smelter-recovery" ? words.recovered : ""].filter(Boolean).join(", ");

const percent = (/** @type {number} */ share) => `${number(Math.round(share * 10) / 10)} %`;

/** A year in words. @param {Output} output @param {Year} year */
function told(output, year) {
  const first = year.parts[0];
  return [
    `${nameOf(output)}, ${year.year}`,
    words.indexOf(count(Math.round(year.index)), year.basis === "named" ? null : count(Math.round(year.most))),
    first ? words.largestOf(first.name, percent(first.share)) : "",
    words.namedOf(year.parts.length, words.bases[year.basis], year.basis === "world" ? percent(year.rest) : null),
    words.editionsOf(editions(year), year.parts.filter((part) => part.row.estimated).length),
  ].filter(Boolean).join("\n");
}

/** @param {Year} year */
const editions = (year) => [...new Set([year.world, ...year.parts.map((part) => part.row)].filter(Boolean).map((row) => row.edition ?? "?"))].sort();

/** The index, or the share of the largest country, of every output with enough countries in a year. @param {Page} page @param {Output[]} outputs @param {"index" | "largest"} measure */
export function overview(page, outputs, measure) {
  const isIndex = measure === "index";
  const shown = outputs.filter((output) => output.years.some((year) => !year.left));
  const all = shown.flatMap((output) => output.years.filter((year) => !year.left).map((year) => year.year));
  const years = /** @type {[number, number]} */ ([Math.min(...all) - 0.25, Math.max(...all) + 2.5]);
  const key = legend([
    { words: words.least, draw: mark.bind(null, { key: 1 }) },
    { words: words.between, draw: (x, y) => svg`<line class="range s1" x1=${x} x2=${x} y1=${y - 8} y2=${y + 8}></line>` },
    { words: words.noTotal, draw: mark.bind(null, { key: 1, hollow: true }) },
  ], page.width);
  const made = panels({
    items: shown, width: page.width, height: 190,
    draw: (output, width, height) => svg`
      <a href=${href("supply", { ...Object.fromEntries(page.parameters), mineral: output.mineral.recordId })}>${lines(nameOf(output), Math.floor(width / 7.4)).slice(0, 2).map((line, index) => svg`<text class="small strong" y=${12 + index * 14}>${line}</text>`)}</a>
      <g transform="translate(0 28)">${plot({
        lines: segments(output.years.filter((year) => !year.left)).map((segment, index, all) => ({ key: 1, points: segment.map((year, place) => ({ ...point(page, output, year, isIndex), words: index === all.length - 1 && place === segment.length - 1 ? lastOf(year, isIndex) : "" })) })),
        width, height: height - 44, labelled: true, years, values: isIndex ? [0, 10_000] : [0, 100], size: 3.5, reached: false,
        thresholds: isIndex ? [{ at: 1500, words: "" }, { at: 2500, words: "" }] : [],
      })}</g>`,
  });
  return tips(picture(page, {
    title: isIndex ? words.indexTitle : words.largestTitle, source: isIndex ? words.thresholds : words.computed, width: page.width, height: key.height + made.height,
    description: words.overviewDescription(count(shown.length)), body: svg`${key.body}<g transform="translate(0 ${key.height})">${made.body}</g>`,
    table: table(null, [
      { title: text.fields.mineral, cell: ({ output }) => html`<a href=${href("supply", { mineral: output.mineral.recordId })}>${nameOf(output)}</a>` },
      ...yearColumns(),
    ], shown.flatMap((output) => output.years.filter((year) => !year.left).map((year) => ({ output, year })))),
  }));
}

/** The newest figure, the label of its point. @param {Year} year @param {boolean} isIndex */
const lastOf = (year, isIndex) => (isIndex ? count(Math.round(year.index)) : count(Math.round(largest(year)[0])));

/** Consecutive years with shares of the same base; only these are joined by a line. @param {Year[]} years @returns {Year[][]} */
function segments(years) {
  /** @type {Year[][]} */
  const made = [];
  for (const year of years) {
    const last = made.at(-1)?.at(-1);
    if (last && last.year === year.year - 1 && (last.basis === "named") === (year.basis === "named")) made.at(-1)?.push(year);
    else made.push([year]);
  }
  return made;
}

/** @param {Page} page @param {Output} output @param {Year} year @param {boolean} isIndex @returns {import("./line.js").Point} */
function point(page, output, year, isIndex) {
  const [least, most] = isIndex ? [year.index, year.most] : largest(year);
  return {
    look: { key: 1, hollow: year.basis === "named" }, target: { href: href("supply", { ...Object.fromEntries(page.parameters), mineral: output.mineral.recordId }), tip: told(output, year) },
    span: [year.year, year.year + 1], value: least, ...(year.basis === "named" ? {} : { range: /** @type {[number, number]} */ ([least, most]) }),
  };
}

/** The figures of a year, for tables. @returns {import("../lib/list.js").Column[]} */
export function yearColumns() {
  return [
    { title: words.year, cell: ({ year }) => year.year },
    { title: words.index, numeric: true, cell: ({ year }) => (year.left ? words.leftOut : `${count(Math.round(year.index))}${year.basis === "named" ? "" : `–${count(Math.round(year.most))}`}`) },
    { title: words.largest, cell: ({ year }) => (year.parts[0] ? html`<a href=${record(year.parts[0].row.recordId)}>${year.parts[0].name}</a> ${percent(year.parts[0].share)}` : "–") },
    { title: words.countries, numeric: true, cell: ({ year }) => year.parts.length },
    { title: words.namedSum, numeric: true, cell: ({ year, output }) => `${count(year.named)} ${unitWords(output.unit)}` },
    { title: words.total, numeric: true, cell: ({ year, output }) => (year.world ? html`<a href=${record(year.world.recordId)}>${count(Number(year.world.value))} ${unitWords(output.unit)}</a>` : words.none) },
    { title: words.unnamed, numeric: true, cell: ({ year }) => (year.basis === "named" ? words.notKnown : percent(year.rest)) },
    { title: words.base, cell: ({ year }) => words.bases[/** @type {Year} */ (year).basis] },
    { title: words.editions, cell: ({ year }) => editions(year).join(", ") },
    { title: words.estimates, numeric: true, cell: ({ year }) => year.parts.filter((/** @type {any} */ part) => part.row.estimated).length },
  ];
}

/** The countries of one output by year, as shares. @param {Page} page @param {Output} output */
export function countries(page, output) {
  const kept = new Map(output.years.filter((year) => !year.left).map((year) => [year.year, year]));
  const weights = new Map();
  for (const year of kept.values()) for (const part of year.parts) weights.set(part.id, Math.max(weights.get(part.id) ?? 0, part.share));
  const names = new Map([...kept.values()].flatMap((year) => year.parts.map((part) => [part.id, part.name])));
  const first = [...weights].sort((a, b) => b[1] - a[1]).slice(0, KEYS - 1).map(([id]) => id);
  const keyOf = (/** @type {string} */ id) => (first.includes(id) ? first.indexOf(id) + 1 : KEYS);
  const range = [...kept.keys()];
  const shown = Array.from({ length: Math.max(...range) - Math.min(...range) + 1 }, (_, index) => Math.min(...range) + index);
  const hasRest = [...kept.values()].some((year) => year.rest > 0.05);
  const key = legend([
    ...first.map((id, index) => ({ words: names.get(id) ?? id, draw: swatch(`s${index + 1}`) })),
    ...(weights.size > first.length ? [{ words: words.otherNamed(weights.size - first.length), draw: swatch(`s${KEYS}`) }] : []),
    ...(hasRest ? [{ words: words.unnamedPart, draw: swatch("none") }] : []),
  ], page.width);
  const height = 340;
  const lacks = [...kept.values()].filter((year) => year.basis === "named").map((year) => year.year);
  return tips(picture(page, {
    title: words.countriesTitle(nameOf(output)), width: page.width, height: key.height + height,
    source: [words.above, lacks.length > 0 ? words.lacking(lacks.join(", ")) : "", words.computed].filter(Boolean).join(" · "),
    description: words.countriesDescription(names.size, Math.min(...range), Math.max(...range)),
    body: svg`${key.body}<g transform="translate(0 ${key.height})">${columns({
      width: page.width, height, most: 100, written: (value) => `${value} %`,
      columns: shown.map((number_) => column(output, kept.get(number_), number_, keyOf)),
    })}</g>`,
    table: table(null, yearColumns(), output.years.map((year) => ({ output, year }))),
  }));
}

/** @param {Output} output @param {Year | undefined} year @param {number} name @param {(id: string) => number} keyOf @returns {import("./columns.js").Column} */
function column(output, year, name, keyOf) {
  if (!year) return { name: String(name), parts: [] };
  const parts = year.parts.toSorted((a, b) => keyOf(a.id) - keyOf(b.id) || b.value - a.value).map((part) => ({
    value: part.share, look: `s${keyOf(part.id)}`,
    target: { href: record(part.row.recordId), tip: [`${part.name}, ${year.year}`, `${count(part.value)} ${unitWords(output.unit)}, ${percent(part.share)}`, words.editionsOf([part.row.edition ?? "?"], part.row.estimated ? 1 : 0), part.row.notes ?? ""].filter(Boolean).join("\n") },
  }));
  const rest = { value: year.rest, look: "none", target: { href: year.world ? record(year.world.recordId) : "#rows", tip: `${words.unnamedPart}, ${year.year}\n${percent(year.rest)}` } };
  return { name: String(name), words: year.basis === "named" ? `${count(Math.round(year.index))}*` : year.rest > 3 ? `${count(Math.round(year.index))}–${count(Math.round(year.most))}` : count(Math.round(year.index)), parts: year.rest > 0.05 ? [...parts, rest] : parts };
}
