/** Facts of a record as a table of names and values. A kind lists its facts, one line each. */
import { record as recordLink } from "../../lib/address.js";
import { date, label, number } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { named } from "../../lib/words.js";
import { anchor, evidenceOf } from "./citations.js";

/**
 * @typedef {object} Fact
 * @property {string} name of its title in the texts, and by default of the field
 * @property {(record: any) => unknown} show gives nothing if the record has no value
 * @property {string} cited the name of the field in citations
 */

/** The name of a field in files and citations: `startDate` is `start_date`. @param {string} name */
export const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @param {string} name @param {(record: any) => unknown} show @param {string} [cited] @returns {Fact} */
export const fact = (name, show, cited = snake(name)) => ({ name, show, cited });

/** A text, unchanged. @param {string} name @param {string} [cited] */
export const plain = (name, cited) => fact(name, (record) => withLinks(record[name]), cited);

/** A text whose ids of records are links. @param {string | null | undefined} words */
export function withLinks(words) {
  const parts = words?.split(/\b((?:project|deal|investment|office|org|observation|source|citation|country|mineral|indicator|fx):[A-Za-z0-9](?:[\w.-]*\w)?)/) ?? [];
  return parts.length < 2 ? words : parts.map((part, index) => (index % 2 ? html`<a href=${recordLink(part)}>${part}</a>` : part));
}

/** A value of an enum. @param {string} name @param {string} [cited] */
export const word = (name, cited) => fact(name, (record) => record[name] && label(record[name]), cited);

/** A date with the precision of its source. @param {string} name */
export const dated = (name) => fact(name, (record) => record[name] && date(record[name]));

/** Another record. @param {string} name @param {string} [cited] */
export const linked = (name, cited = `${snake(name)}_id`) => fact(name, (record) => record[name] && named(record[name]), cited);

/** Several records. @param {string} name @param {string} [cited] */
export const linkedAll = (name, cited) => fact(name, (record) => record[name]?.length > 0 && listed(record[name].map(named)), cited);

/** A percentage. @param {string} name */
export const percent = (name) => fact(name, (record) => record[name] != null && `${number(record[name])} %`);

/** Several texts. @param {string} name */
export const texts = (name) => fact(name, (record) => record[name]?.length > 0 && record[name].join(" · "));

/** Coordinates with their accuracy. @type {Fact} */
export const place = fact("location", ({ location, locationAccuracy }) => {
  const accuracy = text.record.accuracy[/** @type {"SITE"} */ (locationAccuracy)];
  if (!location) return accuracy;
  return html`${number(location.latitude)}, ${number(location.longitude)}${accuracy ? html` <span class="quiet">(${accuracy})</span>` : nothing}`;
});

/** @param {unknown[]} items */
export const listed = (items) => items.map((item, index) => html`${index > 0 ? ", " : nothing}${item}`);

/** The title of a fact. @param {string} name */
export const titleOf = (name) => text.record.facts[name] ?? label(snake(name).toUpperCase());

/**
 * The facts that a record has, one line each.
 * @param {any} record @param {Fact[]} facts
 */
export function factList(record, facts) {
  const told = facts.map((each) => ({ ...each, shown: each.show(record) })).filter(({ shown }) => shown !== undefined && shown !== null && shown !== false && shown !== "");
  return told.length === 0 ? nothing : html`<dl class="facts">${told.map(({ name, shown, cited }) => html`<dt>${titleOf(name)}</dt><dd>${shown}${basis(record, cited)}</dd>`)}</dl>`;
}

/** A link from a fact to its sources, and whether they agree. @param {any} record @param {string} cited */
function basis(record, cited) {
  const found = evidenceOf(record, cited);
  if (found.all.length === 0) return nothing;
  return html` <a class="basis" href=${`#${anchor(cited)}`}>${text.record.sources(found.all.length)}${found.disputed ? html` <span class="badge disputed">${text.record.disputed}</span>` : found.low ? html` <span class="badge doubt">${text.record.lowOnly}</span>` : nothing}</a>`;
}
