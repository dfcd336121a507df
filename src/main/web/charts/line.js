/**
 * Values over time. A line joins only the points of one series; the length of a point is its period; the figure of another source
 * is a cross linked to its point. One plot has one unit. To use it: make `Line`s, call `plot`, put its result into a `picture`.
 */
import { nothing, svg } from "../lib/html.js";
import { compact, number } from "../lib/format.js";
import { d3 } from "./d3.js";
import { Labels, widthOf } from "./labels.js";
import { cross, hit, linked, mark } from "./marks.js";

/**
 * @typedef {object} Point
 * @property {import("./marks.js").Look} look
 * @property {import("./marks.js").Target} target
 * @property {[number, number]} span its period, from and to, in years
 * @property {number} value
 * @property {[number, number]} [range] its minimum and maximum
 * @property {string} [words] text beside it, if there is space
 * @property {number[]} [against] the figures of other sources
 */

/** Points of one series, in the order of time. @typedef {{ key: number, points: Point[] }} Line */

/**
 * @typedef {object} Plot
 * @property {Line[]} lines
 * @property {number} width
 * @property {number} height
 * @property {[number, number]} years of the horizontal axis
 * @property {[number, number]} values of the vertical axis
 * @property {{ at: number, words: string }[]} [thresholds]
 * @property {boolean} [labelled] whether values are written beside their points
 * @property {number} [size] rough radius of marks
 * @property {boolean} [reached] whether the Tab key stops at each point
 */

const middle = (/** @type {Point} */ point) => (point.span[0] + point.span[1]) / 2;

/** The years of all points, with a small margin. @param {Line[]} lines @returns {[number, number]} */
export function yearsOf(lines) {
  const all = lines.flatMap((line) => line.points.flatMap((point) => point.span));
  return [Math.floor(Math.min(...all)) - 0.25, Math.ceil(Math.max(...all)) + 0.25];
}

/** The values of all points, from 0; the axis of high shares begins higher. @param {Line[]} lines @param {boolean} [isShare] @returns {[number, number]} */
export function valuesOf(lines, isShare = false) {
  const all = lines.flatMap((line) => line.points.flatMap((point) => [point.value, ...(point.range ?? []), ...(point.against ?? [])]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (isShare) return [low > 24 ? Math.floor((low - 4) / 10) * 10 : 0, Math.min(100, Math.ceil((high + 2) / 10) * 10)];
  return [Math.min(0, low), high > 0 ? high * 1.06 : 1];
}

/** @param {Plot} plot */
export function plot({ lines, width, height, years, values, thresholds = [], labelled = false, size = 4.5, reached = true }) {
  const ticks = d3.ticks(values[0], values[1], Math.max(2, Math.round(height / 55)));
  const written = ticks.map((tick) => (Math.abs(tick) >= 100_000 ? compact(tick) : number(tick)));
  const frame = { left: Math.max(...written.map(widthOf)) + 8, top: 8, right: width - 8, bottom: height - 22 };
  const x = d3.scaleLinear(years, [frame.left, frame.right]);
  const y = d3.scaleLinear(values, [frame.bottom, frame.top]);
  const step = [1, 2, 5, 10, 20].find((each) => x(each) - x(0) >= 44) ?? 50;
  const yearTicks = d3.range(Math.ceil(years[0] / step) * step, years[1], step);
  const points = lines.flatMap((line) => line.points);
  return svg`
    ${ticks.map((tick, index) => svg`<line class="axis" x1=${frame.left} x2=${frame.right} y1=${y(tick)} y2=${y(tick)}></line><text class="label" x=${frame.left - 5} y=${y(tick) + 4} text-anchor="end">${written[index]}</text>`)}
    ${yearTicks.map((tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1=${frame.bottom} y2=${frame.bottom + 4}></line><text class="label" x=${x(tick + 0.5)} y=${height - 5} text-anchor="middle">${x(tick + 0.5) + 15 > width ? "" : tick}</text>`)}
    ${thresholds.filter(({ at }) => at > values[0] && at < values[1]).map(({ at, words }) => svg`
      <line class="threshold" x1=${frame.left} x2=${frame.right} y1=${y(at)} y2=${y(at)}></line>${words ? svg`<text class="label" x=${frame.right} y=${y(at) - 3} text-anchor="end">${words}</text>` : nothing}`)}
    ${lines.map((line) => svg`<path class=${`join s${line.key}`} d=${`M${line.points.map((point) => `${x(middle(point))},${y(point.value)}`).join("L")}`}></path>`)}
    ${points.map((point) => drawn(point, x, y, size, reached))}
    ${labelled ? labels(lines, x, y, frame) : nothing}`;
}

/** @typedef {(value: number) => number} Scale */

/** @param {Point} point @param {Scale} x @param {Scale} y @param {number} size @param {boolean} reached */
function drawn(point, x, y, size, reached) {
  const [cx, cy] = [x(middle(point)), y(point.value)];
  const key = `s${point.look.key}`;
  return linked(point.target, svg`
    ${(point.against ?? []).map((value) => svg`<line class="tie" x1=${cx} x2=${cx} y1=${cy} y2=${y(value)}></line>${cross(cx, y(value))}`)}
    ${point.range ? svg`<line class=${`range ${key}`} x1=${cx} x2=${cx} y1=${y(point.range[0])} y2=${y(point.range[1])}></line>` : nothing}
    <line class=${`period ${key}`} x1=${x(point.span[0])} x2=${x(point.span[1])} y1=${cy} y2=${cy}></line>
    ${hit(cx, cy)}${mark(point.look, cx, cy, size)}`, reached);
}

/** @param {Line[]} lines @param {Scale} x @param {Scale} y @param {import("./labels.js").Box} frame */
function labels(lines, x, y, frame) {
  const points = lines.flatMap((line) => line.points);
  const places = new Labels({ ...frame, top: 0, right: frame.right + 8 });
  for (const point of points) {
    const cx = x(middle(point));
    places.take(cx, y(point.value));
    if (point.look.qualifier && point.look.qualifier !== "EXACT") places.take(cx, y(point.value) + (point.look.qualifier === "AT_MOST" ? 10 : -10), 5);
    places.takeLine(x(point.span[0]), y(point.value), x(point.span[1]), y(point.value));
    for (const value of point.against ?? []) {
      places.take(cx, y(value));
      places.takeLine(cx, y(point.value), cx, y(value));
    }
  }
  for (const { points } of lines) points.slice(1).forEach((point, index) => {
    const before = /** @type {Point} */ (points[index]);
    places.takeLine(x(middle(before)), y(before.value), x(middle(point)), y(point.value), true);
  });
  return points.flatMap((point) => [{ words: point.words ?? "", value: point.value, key: `s${point.look.key}` }, ...(point.against ?? []).map((value) => ({ words: number(value), value, key: "contrary" }))]
    .map(({ words, value, key }) => {
      const place = words ? places.put(words, x(middle(point)), y(value)) : null;
      return place ? svg`<text class=${`small value ${key}`} x=${place.x} y=${place.y} text-anchor="middle">${words}</text>` : nothing;
    }));
}
