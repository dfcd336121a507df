/** The figure of an observation and its confidence, for points of charts and cells of tables. */
import { record } from "./address.js";
import { bare, date, figure, label, number, qualified, span } from "./format.js";
import { html, nothing } from "./html.js";
import { text } from "./language.js";

/** The form of figures of a unit in the assertion of a citation. @type {Record<string, RegExp>} */
const FIGURES = {
  percent: /(\d+(?:\.\d+)?)\s*%/g,
  tonnes: /(\d[\d,]*(?:\.\d+)?)\s*(?:t|tonnes|metric tons)\b/g,
  kilograms: /(\d[\d,]*(?:\.\d+)?)\s*kg\b/g,
  usd_per_kg: /(\d[\d,]*(?:\.\d+)?)\s*USD\/kg/g,
};

/**
 * The confidence of a record by its citations. `against` are the figures of other sources that can be parsed;
 * `disputes` are all citations that contradict.
 * @param {any} row an observation with citations
 * @returns {{ low: boolean, disputes: any[], against: number[] }}
 */
export function doubt(row) {
  const citations = row.citations?.nodes ?? [];
  const supports = citations.filter((/** @type {any} */ citation) => citation.stance === "SUPPORTS");
  const disputes = citations.filter((/** @type {any} */ citation) => citation.stance === "CONTRADICTS");
  const figures = disputes.filter((/** @type {any} */ citation) => citation.field === "value").flatMap((/** @type {any} */ citation) => {
    const found = [...citation.asserted.matchAll(FIGURES[row.unit] ?? /(?!)/g)];
    return found.length === 1 ? [Number(found[0][1].replaceAll(",", ""))] : [];
  });
  const isAll = (row.citations?.totalCount ?? 0) <= citations.length;
  return {
    low: isAll && supports.length > 0 && supports.every((/** @type {any} */ citation) => citation.confidence === "LOW"),
    disputes,
    against: [...new Set(/** @type {number[]} */ (figures))].filter((figure) => figure !== Number(row.value)),
  };
}

/** A number to draw: the value, or the middle of its range; nothing if both are missing. @param {any} row */
export const drawable = (row) => (row.value !== null ? Number(row.value) : row.valueLow !== null && row.valueHigh !== null ? (Number(row.valueLow) + Number(row.valueHigh)) / 2 : null);

/** @param {any} source */
const named = (source) => source.publisher ?? source.title;

/** The tooltip of a point: figure, period, subject, source, dispute. @param {any} row */
export function tip(row) {
  const { disputes } = doubt(row);
  const citations = (row.citations?.nodes ?? []).filter((/** @type {any} */ citation) => citation.stance === "SUPPORTS");
  const first = citations[0];
  return [
    `${figure(row)} · ${date(row.period)}`,
    [row.subject?.title, row.partner ? text.observed.from(row.partner.name) : "", row.mineral?.name, row.product].filter(Boolean).join(", "),
    [row.indicatorRecord?.name, row.basis ? label(row.basis).toLowerCase() : "", row.edition ? text.observed.edition(row.edition) : "", row.estimated ? text.observed.estimated : ""].filter(Boolean).join(" · "),
    first ? text.observed.source(named(first.source), label(first.confidence).toLowerCase(), citations.length - 1) : "",
    ...disputes.map((citation) => text.observed.disputed(named(citation.source), citation.asserted)),
  ].filter(Boolean).join("\n");
}

/**
 * An observation as a point of a chart; nothing if it has no figure.
 * @param {any} row @param {number} key colour and shape @returns {import("../charts/line.js").Point | null}
 */
export function point(row, key) {
  const value = drawable(row);
  if (value === null) return null;
  const { low, disputes, against } = doubt(row);
  return {
    look: { key, hollow: low, qualifier: row.qualifier, crossed: disputes.length > 0 && against.length === 0 },
    target: { href: record(row.recordId), tip: tip(row) },
    span: span(row.period), value, against, words: row.value === null ? `${bare(row.valueLow, row.unit)}–${bare(row.valueHigh, row.unit)}` : bare(row.value, row.unit),
    ...(row.valueLow !== null && row.valueLow !== undefined ? { range: /** @type {[number, number]} */ ([Number(row.valueLow), Number(row.valueHigh)]) } : {}),
  };
}

/** The sources of a row with their confidence, and those that contradict it. @param {any} row */
export function cited(row) {
  const { totalCount, nodes } = row.citations;
  return html`<ul class="cited">${nodes.map((/** @type {any} */ citation) => html`<li><a href=${record(citation.source.recordId)}>${named(citation.source)}</a>
    ${citation.stance === "CONTRADICTS" ? html`<span class="disputed">${text.observed.says(citation.asserted)}</span>` : html`<span class="badge">${label(citation.confidence).toLowerCase()}</span>`}</li>`)}
    ${totalCount > nodes.length ? html`<li class="quiet">${text.observed.others(totalCount - nodes.length)}</li>` : nothing}</ul>`;
}
