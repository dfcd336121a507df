/**
 * Values as dots on rows, without lines: each row is one thing, each dot one value of it. To use it: make `Row`s, call
 * `dots`, put its result into a `picture`.
 */
import { nothing, svg } from "../lib/html.js";
import { lines } from "../lib/picture.js";
import { d3 } from "./d3.js";
import { Labels } from "./labels.js";
import { hit, linked, mark } from "./marks.js";

/**
 * @typedef {object} Dot
 * @property {import("./marks.js").Look} look
 * @property {import("./marks.js").Target} target
 * @property {number} value
 * @property {[number, number]} [range]
 * @property {string} [words] text beside it, if there is space
 */

/** @typedef {{ name: string, dots: Dot[] }} Row */

const LINE = 15;

/**
 * @param {{ rows: Row[], width: number, values: [number, number], written: (value: number) => string, reached?: boolean }} of the rows, the axis, and the format of its values
 * @returns {{ body: unknown, height: number }}
 */
export function dots({ rows, width, values, written, reached = true }) {
  const isNarrow = width < 560;
  const names = isNarrow ? width : Math.min(340, width * 0.38);
  const [left, right] = [isNarrow ? 10 : names + 14, width - 14];
  const x = d3.scaleLinear(values, [left, right]);
  const ticks = x.ticks(Math.max(2, Math.floor((right - left) / 90)));
  let y = 20;
  const placed = rows.map((row) => {
    const name = lines(row.name, Math.floor(names / 6.6));
    const at = { row, name, y, middle: isNarrow ? y + name.length * LINE + 9 : y + Math.max(13, (name.length * LINE) / 2) };
    y += isNarrow ? name.length * LINE + 26 : Math.max(name.length * LINE, 24) + 4;
    return at;
  });
  const places = new Labels({ left: isNarrow ? 0 : left - 10, right: width, top: 14, bottom: y });
  for (const { row, middle } of placed) for (const dot of row.dots) places.take(x(dot.value), middle);
  return {
    height: y,
    body: svg`
      ${ticks.map((tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1="16" y2=${y}></line><text class="label" x=${x(tick)} y="11" text-anchor=${x(tick) + 20 > width ? "end" : "middle"}>${written(tick)}</text>`)}
      ${placed.map(({ row, name, y, middle }) => svg`
        ${name.map((line, index) => svg`<text class="small" x=${isNarrow ? 0 : names} y=${isNarrow ? y + 11 + index * LINE : middle + 4 + (index - (name.length - 1) / 2) * LINE} text-anchor=${isNarrow ? "start" : "end"}>${line}</text>`)}
        <line class="axis" x1=${left} x2=${right} y1=${middle} y2=${middle}></line>
        ${row.dots.map((dot) => drawn(dot, x, middle, places, reached))}`)}`,
  };
}

/** @param {Dot} dot @param {(value: number) => number} x @param {number} y @param {Labels} places @param {boolean} reached */
function drawn(dot, x, y, places, reached) {
  const cx = x(dot.value);
  const place = dot.words ? places.beside(dot.words, cx, y) : null;
  return linked(dot.target, svg`
    ${dot.range ? svg`<line class=${`range s${dot.look.key}`} x1=${x(dot.range[0])} x2=${x(dot.range[1])} y1=${y} y2=${y}></line>` : nothing}
    ${hit(cx, y)}${mark(dot.look, cx, y)}
    ${place ? svg`<text class=${`small value s${dot.look.key}`} x=${place.x} y=${place.y} text-anchor="middle">${dot.words}</text>` : nothing}`, reached);
}
