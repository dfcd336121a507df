/** Observations, exchange rates, sources and citations: figures and their sources. */
import { href, record as recordLink } from "../../lib/address.js";
import { date, figure, label, number } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { language, text } from "../../lib/language.js";
import { table } from "../../lib/list.js";
import { card, standing } from "./citations.js";
import { dated, fact, linked, plain, word } from "./facts.js";
import * as lines from "./lines.js";

/** @typedef {import("./kinds.js").Kind} Kind */

/** @type {Kind} */
export const observation = {
  above: (_page, record) => html`<p class="figure">${figure(record)}</p><p class="quiet">${date(record.period)}${record.edition ? html` · ${text.record.edition(String(record.edition))}` : nothing}</p>`,
  facts: [
    fact("value", figure),
    dated("period"),
    linked("about", "indicator_id"),
    fact("definition", ({ about }) => about?.definition),
    fact("comparability", ({ about }) => about?.comparability),
    fact("indicator", ({ about, indicator }) => (about ? null : label(indicator.toUpperCase()))),
    linked("subject"),
    linked("partner"),
    linked("mineral"),
    plain("product"),
    word("basis"),
    fact("series", ({ series }) => series && html`<code>${series}</code> <a class="quiet" href=${href("indicators", { filter: { series: { eq: series } } })}>${text.record.sameSeries}</a>`),
    fact("edition", ({ edition }) => edition && String(edition)),
    fact("estimated", ({ estimated }) => estimated !== null && (estimated ? text.record.estimated.yes : text.record.estimated.no)),
    fact("itemisedAs", ({ itemisedAs }) => itemisedAs && text.record.itemised[/** @type {"PROJECTS"} */ (itemisedAs)]),
    plain("notes"),
  ],
  below: (_page, record) => competing(record),
};

/** The filter for other figures about the subject of an observation, within three years. @param {any} record */
export function competingFilter({ subject, about, indicator, partner, mineral, period }) {
  const years = period.split("/").map((/** @type {string} */ end) => Number(end.slice(0, 4)));
  const same = (/** @type {any} */ other) => (other ? { eq: other.recordId } : { isNull: true });
  return {
    subjectId: { eq: subject.recordId },
    ...(about ? { indicatorRecordId: { eq: about.recordId } } : { indicator: { eq: indicator } }),
    partnerId: same(partner),
    mineralId: same(mineral),
    period: { gte: String(years[0] - 3), lte: String((years[1] ?? years[0]) + 3) },
  };
}

/** The filter of all figures about the same subject, partner and mineral, for any indicator. @param {any} record */
const around = ({ subject, partner, mineral }) => ({
  subjectId: { eq: subject.recordId },
  ...(partner ? { partnerId: { eq: partner.recordId } } : {}),
  ...(mineral ? { mineralId: { in: [mineral.recordId] } } : {}),
});

/** Figures for the same thing, including this one. @param {any} record with `others`, after they are loaded */
function competing(record) {
  const { others } = record;
  if (!others) return html`<section><h2>${text.record.competing}</h2><p class="quiet" role="status">${text.loading}</p></section>`;
  if (others.nodes.length < 2) return html`<section><h2>${text.record.competing}</h2><p class="quiet">${text.record.competingNone} <a href=${href("observations", { filter: around(record) })}>${text.record.competingAround}</a></p></section>`;
  return html`<section class="competing"><h2>${text.record.competing}</h2><p class="quiet">${text.record.competingMore}</p>${table(null, [
    { title: text.record.facts.period ?? label("PERIOD"), cell: (row) => (row.recordId === record.recordId ? html`<strong>${date(row.period)}</strong> <span class="badge">${text.record.thisOne}</span>` : date(row.period)) },
    { title: text.record.facts.value ?? "", numeric: true, cell: (row) => html`<a href=${recordLink(row.recordId)}>${figure(row)}</a>` },
    { title: text.record.series, cell: (row) => (row.series ? html`<code>${row.series}</code>` : "–") },
    { title: label("BASIS"), cell: (row) => (row.basis ? label(row.basis) : "–") },
    { title: label("EDITION"), cell: (row) => (row.edition ? String(row.edition) : "–") },
    {
      title: text.navigation.sources,
      cell: (row) => html`${row.citations.nodes.map((/** @type {any} */ each) => html`<a href=${recordLink(each.source.recordId)}>${each.source.title}</a>${
        each.stance === "CONTRADICTS" ? html` <span class="badge disputed">${text.record.contradicts}</span>` : nothing}<br>`)}${
        standing(row.citations.nodes).low ? html`<span class="badge doubt">${text.record.lowOnly}</span>` : nothing}`,
    },
  ], others.nodes)}</section>`;
}

/** @type {Kind} */
export const fxRate = {
  above: (_page, { usdPerUnit, currency, year }) => html`<p class="figure">US$${usdPerUnit}</p><p class="quiet">${text.record.rate(number(usdPerUnit), currency, String(year))}</p>`,
  facts: [
    plain("currency"),
    fact("year", ({ year }) => String(year)),
    plain("usdPerUnit"),
    plain("printed"),
  ],
};

/** The name of a language by its code. @param {string} code */
export function languageName(code) {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** @type {Kind} */
export const source = {
  facts: [
    fact("url", ({ url }) => url && html`<a href=${url} target="_blank" rel="noopener">${url} ↗</a>`),
    plain("publisher"),
    dated("published"),
    word("sourceKind", "kind"),
    word("tier"),
    fact("language", ({ language: code }) => languageName(code)),
    fact("copiesPartyDocument", ({ copiesPartyDocument }) => copiesPartyDocument && text.record.copies),
  ],
  related: [{ name: "claims", line: lines.claim }],
  below: (_page, { recordId, claims }) => (claims.pageInfo.hasNextPage ? html`<p><a href=${href("record", { id: recordId, after: claims.pageInfo.endCursor })}>${text.record.moreClaims} →</a></p>` : nothing),
};

/** @type {Kind} */
export const citation = {
  above: (_page, record) => html`<ul class="citations alone">${card(record)}</ul>`,
  facts: [
    linked("subject"),
    plain("field"),
    fact("stance", ({ stance }) => (stance === "CONTRADICTS" ? html`<span class="disputed">${text.record.contradicts}</span>` : text.record.supports)),
    linked("source"),
    plain("locator"),
    word("confidence"),
    fact("verification", ({ verification }) => text.record.verification[/** @type {"RECALLED"} */ (verification)]),
    fact("joint", ({ joint }) => joint && text.record.joint),
  ],
};
