/** Citations by field, with those that support it beside those that contradict it. */
import { record as recordLink } from "../../lib/address.js";
import { date, label } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { text } from "../../lib/language.js";

const CONFIDENCES = ["HIGH", "MEDIUM", "LOW"];

/** The anchor of the citations of a field. @param {string} field @param {string} [of] distinguishes it from that of other records on the page */
export const anchor = (field, of = "") => `about-${of}${field.replace(/[^\w-]+/g, "-")}`;

/** Whether a citation is about a field: `events` is about `events[key]` too. @param {string | null} cited @param {string} field */
const isAbout = (cited, field) => cited === field || (cited ?? "").startsWith(`${field}[`);

/** The citations of one field of a record. @param {any} record @param {string} field */
export function evidenceOf(record, field) {
  const all = (record.citations?.nodes ?? []).filter((/** @type {any} */ each) => isAbout(each.field, field));
  return { all, ...standing(all) };
}

/** Whether sources disagree, and whether all supporting citations have low confidence. @param {any[]} citations */
export function standing(citations) {
  const supports = citations.filter((each) => each.stance !== "CONTRADICTS");
  return { disputed: supports.length < citations.length, low: supports.length > 0 && supports.every((each) => each.confidence === "LOW") };
}

/** Citations by field, the record as a whole first. @param {any[]} citations @returns {{ field: string, supports: any[], contradicts: any[] }[]} */
export function byField(citations) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const each of citations) groups.set(each.field ?? "", [...(groups.get(each.field ?? "") ?? []), each]);
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([field, all]) => {
    const sorted = all.toSorted((one, other) => CONFIDENCES.indexOf(one.confidence) - CONFIDENCES.indexOf(other.confidence));
    return { field, supports: sorted.filter((each) => each.stance !== "CONTRADICTS"), contradicts: sorted.filter((each) => each.stance === "CONTRADICTS") };
  });
}

/** The title of a field; for an event, its day. @param {string} field @param {any[]} [events] */
export function fieldTitle(field, events = []) {
  if (field === "") return text.record.itself;
  const [, name, key] = /^(\w+)(?:\[(.*)\])?$/.exec(field) ?? [];
  const event = events.find((each) => each.key === key);
  if (event) return text.record.eventOf(date(event.date), label(event.type));
  const title = label((name ?? field).replace(/_id$/, "").replace(/_pct$/, "").toUpperCase());
  return key ? `${title}: ${key}` : title;
}

/**
 * The citations of one field.
 * @param {ReturnType<typeof byField>[number]} group @param {{ events?: any[], kept?: unknown, of?: string, level?: 3 | 4 }} [shown] kept: the value of the record
 */
export function evidence({ field, supports, contradicts }, { events = [], kept, of = "", level = 3 } = {}) {
  const title = html`${fieldTitle(field, events)}${contradicts.length > 0 ? html` <span class="badge disputed">${text.record.disputed}</span>` : nothing}`;
  return html`<section class="evidence" id=${anchor(field, of)}>
    ${level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}
    ${kept ? html`<p><span class="quiet">${text.record.kept}:</span> ${kept}</p>` : nothing}
    <div class=${contradicts.length > 0 ? "sides" : "side"}>
      ${supports.length > 0 ? side(contradicts.length > 0 ? text.record.supports : "", supports) : nothing}
      ${contradicts.length > 0 ? side(text.record.contradicts, contradicts) : nothing}
    </div></section>`;
}

/** @param {string} title @param {any[]} citations */
const side = (title, citations) => html`<div>${title ? html`<p class="stance">${title}</p>` : nothing}<ul class="citations">${citations.map(card)}</ul></div>`;

/** One citation: the assertion, its confidence, and a link to the source. @param {any} citation */
export function card(citation) {
  const { source } = citation;
  const told = [source.publisher, source.published ? date(source.published) : "", citation.locator].filter(Boolean).join(" · ");
  return html`<li class=${citation.stance === "CONTRADICTS" ? "against" : "for"}>
    <blockquote>${citation.asserted}</blockquote>
    <p><a href=${recordLink(source.recordId)}>${source.title}</a>${outside(source.url)}${told ? html` <span class="quiet">${told}</span>` : nothing}</p>
    <p class="quiet"><span class=${citation.confidence === "LOW" ? "badge doubt" : "badge"}>${text.record.confidence[/** @type {"HIGH"} */ (citation.confidence)]}</span>
      ${label(source.tier)} · ${text.record.verification[/** @type {"RECALLED"} */ (citation.verification)]}${citation.joint ? html` · <span title=${text.record.joint}>${text.record.facts.joint?.toLowerCase()}</span>` : nothing}
      · <a href=${recordLink(citation.recordId)}>${text.record.citation}</a></p>
  </li>`;
}

/** The external link to a source. @param {string | null | undefined} url */
export const outside = (url) => (url && /^https?:/.test(url) ? html` <a class="outside" href=${url} target="_blank" rel="noopener" aria-label=${text.record.outside} title=${text.record.outside}>↗</a>` : nothing);
