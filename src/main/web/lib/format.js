/** Numbers, money, dates and words in readable form. Exact numbers are strings and are rounded only for display. */
import { language, text } from "./language.js";

const locale = language === "ja" ? "ja-JP" : "en-GB";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, notation: "compact", compactDisplay: "short" });
const months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A count, with separators. @param {number} value */
export const count = (value) => whole.format(value);

/** An exact number, with separators; a dash for a missing number. @param {string | number | null | undefined} value */
export const number = (value) => (value === null || value === undefined ? "–" : decimal.format(Number(value)));

/** A number of at most three digits and a unit: `1.2M`. @param {number} value */
export const compact = (value) => short.format(value);

/** US dollars, in short: `US$600M`. @param {string | number | null | undefined} value */
export const usd = (value) => (value === null || value === undefined ? "–" : `US$${short.format(Number(value))}`);

/** An amount in its own currency: `AUD 250,000,000`. @param {string | null | undefined} amount @param {string | null | undefined} currency */
export const money = (amount, currency) => (amount === null || amount === undefined ? "–" : `${currency ?? ""} ${decimal.format(Number(amount))}`.trim());

/** One end of a partial date. @param {string} date */
function point(date) {
  const [year, month, day] = date.split("-");
  if (!month) return year ?? "";
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  return (day ? days : months).format(moment);
}

/** A date with the precision of its source: `2011`, `Mar 2011`, `30 Mar 2011`, `2004–2020`. @param {string | null | undefined} value */
export const date = (value) => (value ? value.split("/").map(point).join("–") : "–");

/** The day of a moment. @param {string} value */
export const day = (value) => days.format(new Date(value));

/** The middle of a partial date, in years: 2011.5. @param {string} value */
export function year(value) {
  const ends = value.split("/");
  const first = position(ends[0] ?? value, 0);
  const last = position(ends[1] ?? ends[0] ?? value, 1);
  return (first + last) / 2;
}

/** The first and the last possible moment of a partial date, in years. @param {string} value @returns {[number, number]} */
export function span(value) {
  const ends = value.split("/");
  return [position(ends[0] ?? value, 0), position(ends[1] ?? ends[0] ?? value, 1)];
}

/** @param {string} date @param {0 | 1} end */
function position(date, end) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return Number(year) + end;
  if (!day) return Number(year) + (month - 1 + end) / 12;
  return Number(year) + (month - 1) / 12 + (day - 1 + end) / 365;
}

/** A value of an enum as text: `CARE_AND_MAINTENANCE` is `Care and maintenance`. @param {string | null | undefined} word */
export function label(word) {
  if (!word) return text.unknown;
  const known = /** @type {Record<string, string>} */ (text.words)[word];
  if (known) return known;
  const lower = word.toLowerCase().replaceAll("_", " ");
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** The text of a qualifier before a figure: `about `, or nothing if it is exact. @param {string | null | undefined} qualifier */
export const qualified = (qualifier) => (qualifier && qualifier !== "EXACT" ? `${label(qualifier).toLowerCase()}${language === "ja" ? "" : " "}` : "");

/** A unit as text. @param {string | null | undefined} unit */
export const unitWords = (unit) => (unit ? (/** @type {Record<string, string>} */ (text.observed.units)[unit] ?? unit.replaceAll("_", " ")) : "");

/** A figure alone: years have no separators. @param {string | number | null | undefined} figure @param {string | null | undefined} unit */
export const bare = (figure, unit) => (unit === "calendar_year" ? String(figure) : number(figure));

/** The figure of an observation: `about 58 %`. @param {{ value?: string | null, valueLow?: string | null, valueHigh?: string | null, unit?: string | null, qualifier?: string | null, missingReason?: string | null }} row */
export function figure(row) {
  if (row.value == null && row.valueLow == null) return row.missingReason ? label(row.missingReason).toLowerCase() : text.unknown;
  const range = row.value == null ? `${bare(row.valueLow, row.unit)}–${bare(row.valueHigh, row.unit)}` : bare(row.value, row.unit);
  return `${qualified(row.qualifier)}${range} ${unitWords(row.unit)}`.trim();
}
