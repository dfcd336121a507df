/**
 * Sums of money by commitment. Only counted amounts are included; the parts of a row add up to its sum, since each investment is in
 * one part. A guarantee or an insurance is a liability and no payment, so it is a separate part at every stage.
 */
import { put } from "./address.js";

/** @typedef {"paid" | "committed" | "ceiling" | "guarantee" | "announced"} PartName */

/** @typedef {{ sum: number, known: number, missing: number, excluded: number }} Sum `missing` count but have no US dollars; `excluded` do not count */

/** @typedef {{ key: any, all: Sum, parts: Map<PartName, Sum> }} Summed what groups of one key come to */

const LIABILITIES = ["DEBT_GUARANTEE", "INSURANCE"];

/** The parts, the most committed first: their look in pictures, and their stages. @type {{ name: PartName, look: string, stages: string[] }[]} */
export const PARTS = [
  { name: "paid", look: "s3", stages: ["DISBURSED", "REPAID"] },
  { name: "committed", look: "s1", stages: ["COMMITTED"] },
  { name: "ceiling", look: "s1 open", stages: ["UP_TO"] },
  { name: "guarantee", look: "s4", stages: [] },
  { name: "announced", look: "s6", stages: ["SELECTED", "ANNOUNCED", "INDICATED", "CONDITIONAL", "CANCELLED"] },
];

/** @param {any} key of a group @returns {PartName} */
const partOf = (key) => (LIABILITIES.includes(key.instrument) ? "guarantee" : (PARTS.find((part) => part.stages.includes(key.stage))?.name ?? "announced"));

/** @returns {Sum} */
const nothing = () => ({ sum: 0, known: 0, missing: 0, excluded: 0 });

/** @param {Sum} sum @param {any} usd */
function add(sum, usd) {
  sum.sum += Number(usd.sum ?? 0);
  sum.known += usd.known;
  sum.missing += usd.missing;
  sum.excluded += usd.excluded;
}

/** The sums of groups by STAGE and INSTRUMENT, and by something else before them. @param {any[]} groups @param {(key: any) => string} idOf what a row is for @returns {Summed[]} */
export function summed(groups, idOf) {
  /** @type {Map<string, Summed>} */
  const rows = new Map();
  for (const { key, aggregate } of groups) {
    const row = rows.get(idOf(key)) ?? { key, all: nothing(), parts: new Map() };
    rows.set(idOf(key), row);
    add(row.all, aggregate.usd);
    const part = row.parts.get(partOf(key)) ?? nothing();
    row.parts.set(partOf(key), part);
    add(part, aggregate.usd);
  }
  return [...rows.values()];
}

/** A row minus another one. @param {Summed} row @param {Summed | undefined} other @returns {Summed} */
export function without(row, other) {
  if (!other) return row;
  const less = (/** @type {Sum} */ a, /** @type {Sum | undefined} */ b) => (b ? { sum: a.sum - b.sum, known: a.known - b.known, missing: a.missing - b.missing, excluded: a.excluded - b.excluded } : a);
  return { key: row.key, all: less(row.all, other.all), parts: new Map([...row.parts].map(([name, sum]) => [name, less(sum, other.parts.get(name))])) };
}

/** The filter of the rows in a part of a bar. @param {any} filter of the view @param {any} condition of the bar @param {PartName} [name] */
export function rowsOf(filter, condition, name) {
  let narrowed = put(condition, ["money", "countInTotals", "eq"], true);
  if (name === "guarantee") narrowed = narrowed.instrument ? narrowed : put(narrowed, ["instrument", "in"], LIABILITIES);
  else if (name) {
    narrowed = narrowed.instrument ? narrowed : put(narrowed, ["instrument", "notIn"], LIABILITIES);
    narrowed = put(narrowed, ["money", "stage", "in"], PARTS.find((part) => part.name === name)?.stages);
  }
  const isApart = Object.keys(narrowed).every((key) => !(key in filter));
  return isApart ? { ...filter, ...narrowed } : { and: [filter, narrowed] };
}
