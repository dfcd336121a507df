/**
 * The concentration of the world's mine output, computed only from rows of countries.
 *
 * Rows are combined only if they have the same indicator, mineral, product, unit and year. Shares are of the world's total that
 * the sources give. Without a total, or if the named countries exceed it (totals are rounded), shares are of their sum.
 * The index is Σ share², with shares in percent: 10,000 if one country mines all.
 */

/** The minimum number of named countries with output. */
export const LEAST_COUNTRIES = 3;

/** @typedef {{ id: string, name: string, value: number, row: any, share: number }} Part a country in a year */

/**
 * @typedef {object} Year
 * @property {number} year
 * @property {Part[]} parts the named countries with output, the largest first
 * @property {any | null} world the row of the world's total
 * @property {number} named sum of the named countries
 * @property {number} base the denominator of shares
 * @property {"world" | "named" | "sum"} basis of the shares: the world's total; the named countries, since there is no total; their sum, since it is above the total
 * @property {number} rest share of countries that are not named, in percent
 * @property {number} index of the named countries: the minimum, if all others are tiny
 * @property {number} most the index if one country mined all the rest
 * @property {any[]} replaced rows of older editions, which are not used
 * @property {boolean} left whether the year is omitted, since too few countries are named
 */

/** @typedef {{ key: string, mineral: any, product: string | null, unit: string, indicator: any, years: Year[] }} Output the mine output of one mineral, in one form */

export const WORLD = "country:001";

/** The outputs in rows of mine production, by name. @param {any[]} rows observations of countries @returns {Output[]} */
export function outputs(rows) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const row of rows) {
    const isYear = /^\d{4}$/.test(row.period) && row.value !== null && row.mineral;
    const key = [row.mineral?.recordId, row.indicatorRecord?.recordId, row.product, row.unit].join(" ");
    if (isYear) groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => ({
    key, mineral: group[0].mineral, product: group[0].product, unit: group[0].unit, indicator: group[0].indicatorRecord,
    years: [...Map.groupBy(group, (row) => Number(row.period))].map(([year, ofYear]) => yearOf(year, ofYear)).sort((a, b) => a.year - b.year),
  })).sort((a, b) => a.mineral.name.localeCompare(b.mineral.name) || b.years.length - a.years.length);
}

/** @param {number} year @param {any[]} rows @returns {Year} */
export function yearOf(year, rows) {
  const { newest, replaced } = newestOf(rows);
  const world = newest.find((row) => row.subject.recordId === WORLD) ?? null;
  const mined = newest.filter((row) => row !== world && Number(row.value) > 0);
  const named = mined.reduce((sum, row) => sum + Number(row.value), 0);
  const total = world ? Number(world.value) : 0;
  const base = Math.max(total, named) || 1;
  const parts = mined.map((row) => ({ id: row.subject.recordId, name: row.subject.title, value: Number(row.value), row, share: (100 * Number(row.value)) / base })).sort((a, b) => b.value - a.value);
  const index = parts.reduce((sum, part) => sum + part.share ** 2, 0);
  const rest = (100 * (base - named)) / base;
  return {
    year, parts, world, named, base, rest, index, most: index + rest ** 2, replaced,
    basis: !world ? "named" : named > total ? "sum" : "world",
    left: parts.length < LEAST_COUNTRIES,
  };
}

/** The row of the newest edition for each country. @param {any[]} rows */
function newestOf(rows) {
  const byCountry = Map.groupBy(rows, (row) => row.subject.recordId);
  const sorted = [...byCountry.values()].map((ofCountry) => ofCountry.toSorted((/** @type {any} */ a, /** @type {any} */ b) => (b.edition ?? 0) - (a.edition ?? 0)));
  return { newest: sorted.map((ofCountry) => ofCountry[0]), replaced: sorted.flatMap((ofCountry) => ofCountry.slice(1)) };
}

/** The share of the largest country, and its maximum if one unnamed country mined all the rest. @param {Year} year @returns {[number, number]} */
export function largest(year) {
  const share = year.parts[0]?.share ?? 0;
  return [share, Math.max(share, year.rest)];
}
