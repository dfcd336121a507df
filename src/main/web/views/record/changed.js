/** The effect of a change on the fields of a record, in readable form. */
import { record as recordLink } from "../../lib/address.js";
import { date, label, number } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { eventName } from "./doings.js";
import { listed, snake } from "./facts.js";

/** @typedef {{ path: string, before: any, after: any }} FieldChange */

const DATES = /(^|_)(date|dates|announced|as_of|opened|closed|founded|published|period)$/;
const NUMBERS = /(amount|_pct|latitude|longitude|^value|value_low|value_high|usd_per_unit|atomic_number)$/;
const WORDS = /(^|_)(stage|status|type|kind|role|qualifier|basis|group|instrument|stance|tier|accuracy|missing_reason|itemised_as|measure|confidence|verification|list)$/;
const ID = /^(project|deal|investment|office|org|observation|source|citation|country|mineral|indicator|fx):\S+$/;
const LONG = 220;

/** The values that identify the parts of a list. */
const KEYS = ["key", "event_key", "investment_id", "organization_id", "mineral_id", "list", "name", "role"];

/** @param {FieldChange[]} fields @returns {unknown} */
export const changedFields = (fields) => (fields.length === 0 ? nothing : html`<dl class="changed">${fields.map(changedField)}</dl>`);

/** @param {FieldChange} field @returns {unknown} */
function changedField({ path, before, after }) {
  return html`<dt>${titled(path)}</dt><dd>${isList(before) || isList(after) ? changedList(path, before ?? [], after ?? []) : becomes(path, before, after)}</dd>`;
}

/** @param {string} path */
const titled = (path) => text.record.facts[path.replace(/_id$/, "").replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())] ?? label(snake(path).replace(/_(id|pct)$/, "").toUpperCase());

/** @param {any} value */
const isList = (value) => Array.isArray(value);

/** @param {any} value */
const isNothing = (value) => value === null || value === undefined || value === "";

/** @param {string} path @param {any} before @param {any} after */
function becomes(path, before, after) {
  if (isNothing(before)) return html`<ins>${shown(path, after)}</ins>`;
  return html`<del>${shown(path, before)}</del> <span class="quiet" role="img" aria-label=${text.record.became}>→</span> ${isNothing(after) ? html`<ins class="quiet">${text.record.nothing}</ins>` : html`<ins>${shown(path, after)}</ins>`}`;
}

/** One value. @param {string} path @param {any} value @returns {unknown} */
function shown(path, value) {
  if (isNothing(value)) return html`<span class="quiet">${text.record.nothing}</span>`;
  if (typeof value === "boolean") return value ? text.record.yes : text.record.no;
  if (typeof value === "object") return Object.entries(value).filter(([name, each]) => name !== "key" && !isNothing(each)).map(([name, each], index) => html`${index > 0 ? " · " : nothing}<span class="quiet">${titled(name)}</span> ${shown(name, each)}`);
  const words = String(value);
  if (ID.test(words)) return html`<a href=${recordLink(words)}>${words}</a>`;
  if (DATES.test(path)) return date(words);
  if (NUMBERS.test(path)) return number(words);
  if (WORDS.test(path) && /^[A-Z][A-Za-z0-9_]*$/.test(words)) return label(words);
  return long(words);
}

/** A text; the end of a long one is collapsed. @param {string} words */
function long(words) {
  if (words.length <= LONG) return words;
  const end = words.lastIndexOf(" ", LONG - 60);
  return html`${words.slice(0, end)}… <details><summary>${text.record.wholeText}</summary>${words}</details>`;
}

/** The items added to a list, removed from it, or changed in it. @param {string} path @param {any[]} before @param {any[]} after */
function changedList(path, before, after) {
  const olds = new Map(before.map((item) => [identity(item), item]));
  const news = new Map(after.map((item) => [identity(item), item]));
  const added = [...news].filter(([key]) => !olds.has(key)).map(([, item]) => item);
  const removed = [...olds].filter(([key]) => !news.has(key)).map(([, item]) => item);
  const changed = [...news].filter(([key, item]) => olds.has(key) && JSON.stringify(olds.get(key)) !== JSON.stringify(item)).map(([key, item]) => ({ key, fields: fieldsOf(olds.get(key), item) })).filter(({ fields }) => fields.length > 0);
  if (changed.length === 0 && [...added, ...removed].every((item) => typeof item === "string")) return strings(path, added, removed);
  const items = [
    ...removed.map((item) => html`<li><span class="badge">${text.record.partRemoved}</span> <del>${shown(path, item)}</del></li>`),
    ...added.map((item) => html`<li><span class="badge">${text.record.partAdded}</span> <ins>${shown(path, item)}</ins></li>`),
    ...changed.map(({ key, fields }) => html`<li><span class="badge">${text.record.partChanged}</span> <span class="quiet">${eventName(key)}</span>${changedFields(fields)}</li>`),
  ];
  if (items.length <= 3) return html`<ul class="parts">${items}</ul>`;
  return html`<ul class="parts">${items.slice(0, 2)}</ul><details><summary>${text.record.moreParts(items.length - 2)}</summary><ul class="parts">${items.slice(2)}</ul></details>`;
}

/** @param {string} path @param {string[]} added @param {string[]} removed */
const strings = (path, added, removed) => html`${
  removed.length > 0 ? html`<span class="badge">${text.record.partRemoved}</span> <del>${listed(removed.map((item) => shown(path, item)))}</del> ` : nothing}${
  added.length > 0 ? html`<span class="badge">${text.record.partAdded}</span> <ins>${listed(added.map((item) => shown(path, item)))}</ins>` : nothing}`;

/** @param {any} item */
const identity = (item) => (item && typeof item === "object" ? item.key ?? KEYS.filter((name) => !isNothing(item[name])).map((name) => item[name]).join(" · ") : String(item));

/** @param {any} before @param {any} after @returns {FieldChange[]} */
const fieldsOf = (before, after) => [...new Set([...Object.keys(before), ...Object.keys(after)])].map((path) => ({ path, before: before[path], after: after[path] }))
  .filter((field) => (isNothing(field.before) ? !isNothing(field.after) : JSON.stringify(field.before) !== JSON.stringify(field.after)));

/** Reasons as labels with their meaning. @param {string[]} reasons */
export const reasonBadges = (reasons) => reasons.map((reason) => html`<span class="badge" title=${text.reasonsMore[/** @type {"CORRECTION"} */ (reason)] ?? ""}>${text.reasons[/** @type {"CORRECTION"} */ (reason)] ?? label(reason)}</span> `);
