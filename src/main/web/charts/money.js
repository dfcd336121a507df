/** Charts of sums of money: bars by a key, columns by year. Each part opens its investments. */
import { href } from "../lib/address.js";
import { count, usd } from "../lib/format.js";
import { html, svg } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { picture } from "../lib/picture.js";
import { PARTS, rowsOf } from "../lib/sums.js";
import { bars } from "./bars.js";
import { columns } from "./columns.js";
import { legend, swatch } from "./legend.js";
import { tips } from "./tips.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {import("../lib/sums.js").Summed} Summed */

/**
 * A bar or a column: its name, the link of its name, the condition on its investments, and its sums.
 * @typedef {{ name: string, href?: string, condition: any, marked?: boolean, row: Summed }} Row
 */

/** @typedef {{ title: string, filter: any, rows: Row[], source?: string, head: string }} Shown `head` is the name of the table's first column */

const words = text.money;

/** @param {Row} row */
const written = ({ row }) => (row.all.known > 0 ? `${usd(row.all.sum)}${row.all.missing > 0 ? "+" : ""}` : words.noAmount(row.all.missing));

/** @param {Shown} shown @param {Row} row @returns {import("./bars.js").Part[]} */
const partsOf = ({ filter }, row) => PARTS.flatMap(({ name, look }) => {
  const sum = row.row.parts.get(name);
  return sum && sum.sum > 0 ? [{ value: sum.sum, look, target: { href: href("investments", { filter: rowsOf(filter, row.condition, name) }), tip: `${row.name}\n${words.parts[name]}: ${usd(sum.sum)}\n${words.records(sum.known, sum.missing)}` } }] : [];
});

/** The parts that occur. @param {Shown} shown @param {number} width */
const key = ({ rows }, width) => legend(PARTS.filter(({ name }) => rows.some(({ row }) => (row.parts.get(name)?.sum ?? 0) > 0)).map(({ name, look }) => ({ words: words.parts[name], draw: swatch(look) })), width);

/** @param {Page} page @param {Shown} shown @param {unknown} body @param {number} height */
function framed(page, shown, body, height) {
  const legend = key(shown, page.width);
  const missing = shown.rows.some(({ row }) => row.all.missing > 0);
  return tips(picture(page, {
    title: shown.title, width: page.width, height: legend.height + height, description: words.described(shown.rows.length),
    source: [shown.source ?? "", words.counted, missing ? words.plus : ""].filter(Boolean).join(" · "),
    body: svg`${legend.body}<g transform="translate(0 ${legend.height})">${body}</g>`,
    table: table(null, [
      { title: shown.head, cell: (row) => (row.href ? html`<a href=${row.href}>${row.name}</a>` : row.name) },
      { title: words.sum, numeric: true, cell: (row) => html`<a href=${href("investments", { filter: rowsOf(shown.filter, row.condition) })}>${count(row.row.all.sum)}</a>` },
      ...PARTS.map(({ name }) => ({
        title: words.parts[name], numeric: true,
        cell: (/** @type {Row} */ row) => {
          const sum = row.row.parts.get(name);
          return sum && sum.sum > 0 ? html`<a href=${href("investments", { filter: rowsOf(shown.filter, row.condition, name) })}>${count(sum.sum)}</a>` : "–";
        },
      })),
      { title: words.known, numeric: true, cell: (row) => row.row.all.known },
      { title: words.missing, numeric: true, cell: (row) => row.row.all.missing },
      { title: words.excluded, numeric: true, cell: (row) => row.row.all.excluded },
    ], shown.rows),
  }));
}

/** @param {Page} page @param {Shown} shown */
export function ranked(page, shown) {
  const drawn = bars({ width: page.width, written: usd, bars: shown.rows.map((row) => ({ name: row.name, href: row.href ?? href("investments", { filter: rowsOf(shown.filter, row.condition) }), parts: partsOf(shown, row), words: written(row), marked: row.marked ?? false })) });
  return framed(page, shown, drawn.body, drawn.height);
}

/** @param {Page} page @param {Shown} shown */
export function yearly(page, shown) {
  const height = Math.max(220, Math.min(320, page.width * 0.35));
  return framed(page, shown, columns({ width: page.width, height, written: usd, columns: shown.rows.map((row) => ({ name: row.name, parts: partsOf(shown, row), words: row.row.all.sum > 0 ? written(row).replace("US$", "") : "" })) }), height);
}
