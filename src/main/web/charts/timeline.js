/** Events on a timeline: the length is the uncertainty of the date, the area of the circle is the amount. On a narrow page the line is vertical. */
import { span } from "../lib/format.js";
import { nothing, svg } from "../lib/html.js";
import { lines, picture } from "../lib/picture.js";
import { d3 } from "./d3.js";

/**
 * @typedef {object} Moment
 * @property {string} date as precise as it is known
 * @property {string} label
 * @property {string} link
 * @property {number} [amount] the value of the circle
 * @property {boolean} [hollow] whether the amount does not add up with others
 */

/** @typedef {{ title: string, description: string, source: string, moments: Moment[], table: unknown }} Timeline */

/** Width of a letter on the average, with some room. */
const LETTER = 7;
const LINE = 15;

/** A year with a fraction as a moment. @param {number} year */
const moment = (year) => new Date(Date.UTC(Math.floor(year), 0, 1) + (year % 1) * 365.25 * 86_400_000);

/** The moments with where they begin and end, and how large their circles are. @param {Moment[]} moments @param {number} radius of the largest */
function placed(moments, radius) {
  const size = d3.scaleSqrt([0, d3.max(moments, (each) => each.amount ?? 0) || 1], [0, radius]);
  return moments.map((each) => ({ ...each, ends: /** @type {[Date, Date]} */ (span(each.date).map(moment)), radius: each.amount ? Math.max(3, size(each.amount)) : 0 }));
}

/** @typedef {ReturnType<typeof placed>[number]} Placed */

/** The time that all moments lie in, with a little room. @param {Placed[]} moments @param {[number, number]} range */
function scaleOf(moments, range) {
  const first = Math.min(...moments.map(({ ends }) => +ends[0]));
  const last = Math.max(...moments.map(({ ends }) => +ends[1]));
  const room = Math.max((last - first) * 0.02, 40 * 86_400_000);
  return d3.scaleUtc([new Date(first - room), new Date(last + room)], range);
}

/** @param {import("../lib/page.js").Page} page @param {Timeline} shown */
export function timeline(page, { title, description, source, moments, table }) {
  const { height, body } = page.width < 560 ? down(page.width, moments) : across(page.width, moments);
  return picture(page, { title, description, source, width: page.width, height, body, table });
}

/** A row for each moment, its label on the side with more room. @param {number} width @param {Moment[]} all */
function across(width, all) {
  const moments = placed(all, 22);
  const x = scaleOf(moments, [10, width - 10]);
  let top = 26;
  const rows = moments.map((each) => {
    const [from, to] = [x(each.ends[0]), x(each.ends[1])];
    const middle = (from + to) / 2;
    const [left, right] = [Math.min(from, middle - each.radius) - 8, Math.max(to, middle + each.radius) + 8];
    const onTheRight = width - right >= left;
    const label = lines(each.label, Math.max(12, Math.floor((onTheRight ? width - right : left) / LETTER)));
    const height = Math.max(26, each.radius * 2 + 6, label.length * LINE + 8);
    top += height;
    return { each, from, to, middle, y: top - height / 2, label, at: onTheRight ? right : left, anchor: onTheRight ? "start" : "end" };
  });
  const body = svg`${x.ticks(Math.max(2, Math.floor(width / 90))).map((/** @type {Date} */ tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1="20" y2=${top}></line><text class="label" x=${x(tick)} y="12" text-anchor="middle">${x.tickFormat()(tick)}</text>`)}
    ${rows.map(({ each, from, to, middle, y, label, at, anchor }) => svg`<a href=${each.link} aria-label=${each.label}>
      ${each.radius ? svg`<circle class=${each.hollow ? "amount hollow" : "amount"} cx=${middle} cy=${y} r=${each.radius}></circle>` : nothing}
      <rect class="when" x=${to - from < 5 ? middle - 2.5 : from} width=${Math.max(5, to - from)} y=${y - 4} height="8" rx="2.5"></rect>
      ${label.map((line, index) => svg`<text x=${at} y=${y + 4 + (index - (label.length - 1) / 2) * LINE} text-anchor=${anchor}>${line}</text>`)}</a>`)}`;
  return { height: top + 6, body };
}

/** Time goes down; labels stand beside it and make room for each other. @param {number} width @param {Moment[]} all */
function down(width, all) {
  const moments = placed(all, 16);
  const axis = 56;
  const beside = 92;
  const y = scaleOf(moments, [8, Math.max(260, moments.length * 40)]);
  let free = 0;
  const rows = moments.map((each) => {
    const middle = (y(each.ends[0]) + y(each.ends[1])) / 2;
    const label = lines(each.label, Math.floor((width - beside) / LETTER));
    const first = Math.max(free, middle - (label.length * LINE) / 2);
    free = first + label.length * LINE + 8;
    return { each, middle, label, first };
  });
  const height = Math.max(free, y.range()[1] ?? 0) + 6;
  const body = svg`<line class="axis" x1=${axis} x2=${axis} y1="0" y2=${y.range()[1]}></line>
    ${y.ticks(8).map((/** @type {Date} */ tick) => svg`<line class="axis" x1=${axis - 8} x2=${axis} y1=${y(tick)} y2=${y(tick)}></line><text class="label" x=${axis - 22} y=${y(tick) + 4} text-anchor="end">${y.tickFormat()(tick)}</text>`)}
    ${rows.map(({ each, middle, label, first }) => svg`<a href=${each.link} aria-label=${each.label}>
      <path class="axis" d=${`M${axis + Math.max(4, each.radius)},${middle} L${beside - 12},${first + (label.length * LINE) / 2} H${beside - 4}`}></path>
      ${each.radius ? svg`<circle class=${each.hollow ? "amount hollow" : "amount"} cx=${axis} cy=${middle} r=${each.radius}></circle>` : nothing}
      <rect class="when" x=${axis - 4} width="8" y=${Math.min(y(each.ends[0]), middle - 2.5)} height=${Math.max(5, y(each.ends[1]) - y(each.ends[0]))} rx="2.5"></rect>
      ${label.map((line, index) => svg`<text x=${beside} y=${first + 11 + index * LINE}>${line}</text>`)}</a>`)}`;
  return { height, body };
}
