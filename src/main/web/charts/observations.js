/** Observations as charts: a panel of lines for each mineral, product and unit; dots on rows if most series have only one point. */
import { record } from "../lib/address.js";
import { compact, date, figure, number, unitWords } from "../lib/format.js";
import { nothing, svg } from "../lib/html.js";
import { text } from "../lib/language.js";
import { drawable, doubt, point, tip } from "../lib/observed.js";
import { lines, picture } from "../lib/picture.js";
import { dots } from "./dots.js";
import { legend } from "./legend.js";
import { plot, valuesOf, yearsOf } from "./line.js";
import { KEYS, REACHED, cross, mark } from "./marks.js";
import { panels } from "./panels.js";
import { tips } from "./tips.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {{ name: string, rows: any[], unit: string, isShare: boolean }} Panel */

/** @param {Page} page @param {{ rows: any[], title: string }} shown */
export function pictures(page, { rows, title }) {
  const drawn = rows.filter((row) => drawable(row) !== null);
  if (drawn.length === 0) return nothing;
  const lone = [...Map.groupBy(drawn, (row) => row.series ?? row.recordId).values()].filter((series) => series.length === 1).length;
  const source = text.observed.sources(new Set(rows.flatMap((row) => row.citations.nodes.map((/** @type {any} */ citation) => citation.source.recordId))).size);
  return tips(drawn.length > 8 && lone > 0.66 * drawn.length ? onRows(page, drawn, title, source) : overTime(page, drawn, title, source));
}

/** The content of one panel: never two units, never two things by weight or money. @param {any[]} rows @returns {Panel[]} */
function panelsOf(rows) {
  const isShare = (/** @type {any} */ row) => row.unit === "percent";
  const groups = Map.groupBy(rows, (row) => [row.mineral?.recordId, row.unit, ...(isShare(row) ? [] : [row.indicatorRecord?.recordId, row.mineral ? row.product : null])].join(" "));
  return [...groups.values()].map((group) => ({ name: [group[0].mineral?.name, isShare(group[0]) || !group[0].mineral ? "" : group[0].product].filter(Boolean).join(", "), rows: group, unit: group[0].unit, isShare: isShare(group[0]) }))
    .sort((a, b) => b.rows.length - a.rows.length);
}

/** @param {Page} page @param {any[]} rows @param {string} title @param {string} source */
function overTime(page, rows, title, source) {
  const all = panelsOf(rows);
  const isDense = rows.length > REACHED;
  const { keyOf, names } = keys(all);
  const key = legend([...names.map((words, index) => ({ words, draw: mark.bind(null, { key: index + 1 }) })), ...signs(rows, isDense)], page.width);
  const single = all.length === 1;
  const headOf = (/** @type {Panel} */ panel, /** @type {number} */ width) => lines([panel.name, unitWords(panel.unit)].filter(Boolean).join(" · "), Math.floor(width / 7.6));
  const most = Math.max(...all.map((panel) => headOf(panel, page.width < 560 ? 150 : 250).length));
  const made = panels({
    items: all, width: page.width, height: single ? (rows.length < 4 ? 220 : Math.max(300, Math.min(480, page.width * 0.5))) : 172 + most * 15,
    draw: (panel, width, height) => {
      const heads = headOf(panel, width);
      const series = [...Map.groupBy(panel.rows, (row) => row.series ?? row.recordId).values()].map((group) => ({
        key: keyOf(group[0]),
        points: group.map((row) => point(isDense && row.qualifier === "ABOUT" ? { ...row, qualifier: "EXACT" } : row, keyOf(row)))
          .filter((each) => each !== null)
          .sort((a, b) => a.span[0] + a.span[1] - b.span[0] - b.span[1]),
      }));
      const top = heads.length * 15;
      return svg`${heads.map((words, index) => svg`<text class=${single ? "small" : "small strong"} y=${12 + index * 15}>${words}</text>`)}
        <g transform="translate(0 ${top})">${plot({ lines: series, width, height: height - top - (single ? 0 : 16), years: yearsOf(series), values: valuesOf(series, panel.isShare), labelled: single && !isDense, size: single ? 4.5 : 3.5, reached: !isDense })}</g>`;
    },
  });
  const about = rows.filter((row) => row.qualifier === "ABOUT").length;
  return picture(page, {
    title, source: isDense && about > 0 ? `${text.observed.about(number(about), number(rows.length))} · ${source}` : source, width: page.width, height: key.height + made.height,
    description: text.observed.described(number(rows.length), number(new Set(rows.map((row) => row.series)).size), number(all.length)),
    body: svg`${key.body}<g transform="translate(0 ${key.height})">${made.body}</g>`,
  });
}

/** The meaning of colours and shapes: the first property in which the rows of a panel differ. The smallest groups share the last colour. @param {Panel[]} all */
function keys(all) {
  /** @type {((row: any) => any)[]} */
  const things = [(row) => row.indicatorRecord, (row) => row.subject, (row) => row.partner, (row) => (row.product ? { recordId: row.product, name: row.product } : null)];
  const idOf = (/** @type {any} */ thing) => thing?.recordId ?? "";
  const differs = things.find((thing) => all.some((panel) => new Set(panel.rows.map((row) => idOf(thing(row)))).size > 1));
  if (!differs) return { keyOf: () => 1, names: [] };
  const found = [...Map.groupBy(all.flatMap((panel) => panel.rows), (row) => idOf(differs(row)))];
  const weights = new Map(found.map(([id]) => [id, 0]));
  for (const panel of all) {
    const most = Math.max(...panel.rows.map((row) => drawable(row) ?? 0)) || 1;
    for (const [id, rows] of Map.groupBy(panel.rows, (row) => idOf(differs(row)))) weights.set(id, (weights.get(id) ?? 0) + Math.max(...rows.map((row) => drawable(row) ?? 0)) / most);
  }
  found.sort((a, b) => (weights.get(b[0]) ?? 0) - (weights.get(a[0]) ?? 0));
  const shown = found.length <= KEYS ? found : found.slice(0, KEYS - 1);
  const nameOf = (/** @type {any} */ thing) => thing?.name ?? thing?.title ?? text.unknown;
  const place = new Map(shown.map(([id], index) => [id, index + 1]));
  return {
    keyOf: (/** @type {any} */ row) => place.get(idOf(differs(row))) ?? KEYS,
    names: [...shown.map(([, rows]) => nameOf(differs(rows[0]))), ...(found.length > KEYS ? [text.observed.rest(found.length - shown.length)] : [])],
  };
}

/** The part of the legend about the confidence of figures, with only the marks that occur. @param {any[]} rows @param {boolean} [isDense] whether there is no space for the sign of approximate figures */
export function signs(rows, isDense = false) {
  const doubts = rows.map(doubt);
  const grey = (/** @type {string | undefined} */ qualifier, /** @type {boolean} */ hollow) => mark.bind(null, { key: KEYS, plain: true, hollow, ...(qualifier ? { qualifier } : {}) });
  return [
    ...["ABOUT", "AT_LEAST", "AT_MOST"].filter((qualifier) => !(isDense && qualifier === "ABOUT") && rows.some((row) => row.qualifier === qualifier)).map((qualifier) => ({ words: text.observed.qualifiers[/** @type {"ABOUT"} */ (qualifier)], draw: grey(qualifier, false) })),
    ...(doubts.some((each) => each.low) ? [{ words: text.observed.low, draw: grey(undefined, true) }] : []),
    ...(doubts.some((each) => each.disputes.length > 0) ? [{ words: text.observed.rival, draw: cross }] : []),
  ];
}

/** @param {Page} page @param {any[]} rows @param {string} title @param {string} source */
function onRows(page, rows, title, source) {
  const isMixed = new Set(rows.map((row) => row.indicatorRecord?.recordId)).size > 1;
  const several = (/** @type {(row: any) => any} */ thing) => new Set(rows.map((row) => thing(row)?.recordId)).size > 1;
  const [subjects, partners, minerals] = [several((row) => row.subject), several((row) => row.partner), several((row) => row.mineral)];
  const nameOf = (/** @type {any} */ row) => [minerals ? row.mineral?.name : "", row.product, isMixed ? row.indicatorRecord?.name : "", subjects ? row.subject.title : "", partners && row.partner ? text.observed.from(row.partner.name) : ""].filter(Boolean).join(", ") || row.subject.title;
  return [...Map.groupBy(rows, (row) => row.unit)].map(([unit, ofUnit]) => {
    const made = [...Map.groupBy(ofUnit, nameOf)].map(([name, group]) => ({ name, dots: group.map((row) => dotOf(row)) }))
      .sort((a, b) => (minerals ? a.name.localeCompare(b.name) : 0) || (b.dots[0]?.value ?? 0) - (a.dots[0]?.value ?? 0));
    const all = ofUnit.map((row) => drawable(row) ?? 0);
    const key = legend(signs(ofUnit), page.width);
    const drawn = dots({
      rows: made, width: page.width, reached: ofUnit.length <= REACHED,
      values: unit === "calendar_year" ? [Math.min(...all) - 1, Math.max(...all) + 1] : [0, Math.max(...all) * 1.04],
      written: (value) => (unit === "calendar_year" ? String(value) : value >= 10_000 ? compact(value) : number(value)),
    });
    return picture(page, {
      title: unitWords(unit) ? text.observed.inUnit(title, unitWords(unit)) : title, source, width: page.width, height: key.height + drawn.height,
      description: text.observed.dotted(number(ofUnit.length), number(made.length)), body: svg`${key.body}<g transform="translate(0 ${key.height})">${drawn.body}</g>`,
    });
  });
}

/** @param {any} row @param {number} [key] @returns {import("./dots.js").Dot} */
export function dotOf(row, key = 1) {
  const { low, disputes } = doubt(row);
  return {
    look: { key, hollow: low, qualifier: row.qualifier, crossed: disputes.length > 0 }, target: { href: record(row.recordId), tip: tip(row) }, value: drawable(row) ?? 0,
    ...(row.valueLow ? { range: /** @type {[number, number]} */ ([Number(row.valueLow), Number(row.valueHigh)]) } : {}), words: row.unit === "calendar_year" ? figure(row) : `${figure({ ...row, qualifier: null })} (${date(row.period)})`,
  };
}
