/**
 * Bars, one below the other, each made of parts. The name of a bar and each of its parts are links. To use it: make `Bar`s, call
 * `bars`, put its result into a `picture`.
 */
import { nothing, svg } from "../lib/html.js";
import { lines } from "../lib/picture.js";
import { d3 } from "./d3.js";
import { widthOf } from "./labels.js";
import { REACHED, linked } from "./marks.js";

/** @typedef {{ value: number, look: string, target: import("./marks.js").Target }} Part a piece of a bar; `look` is its classes: `s1` to `s6`, `open` for amounts that are not certain */

/**
 * @typedef {object} Bar
 * @property {string} name
 * @property {string} [href] link of its name
 * @property {Part[]} parts
 * @property {string} words label at its end
 * @property {boolean} [marked] whether it is the selected one
 */

const HIGH = 14;
const LINE = 15;

/**
 * @param {{ bars: Bar[], width: number, written: (value: number) => string }} of the bars, and the format of values on the axis
 * @returns {{ body: unknown, height: number }}
 */
export function bars({ bars, width, written }) {
  const isNarrow = width < 560;
  const reached = d3.sum(bars, (bar) => bar.parts.length) <= REACHED;
  const names = isNarrow ? width : Math.min(300, width * 0.36);
  const left = isNarrow ? 0 : names + 10;
  const right = width - Math.max(40, ...bars.map((bar) => widthOf(bar.words) * 1.08 + 10));
  const most = Math.max(1, ...bars.map((bar) => d3.sum(bar.parts, (part) => part.value)));
  const x = d3.scaleLinear([0, most], [left, right]);
  const ticks = x.ticks(Math.max(2, Math.floor((right - left) / 110)));
  let y = 18;
  const rows = bars.map((bar) => {
    const name = lines(bar.name, Math.floor(names / 6.6));
    const row = { bar, name, y, bar_y: isNarrow ? y + name.length * LINE : y + (name.length * LINE - HIGH) / 2 };
    y += isNarrow ? name.length * LINE + HIGH + 10 : Math.max(name.length * LINE, HIGH) + 7;
    return row;
  });
  return {
    height: y,
    body: svg`
      ${ticks.map((tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1="14" y2=${y}></line><text class="label" x=${x(tick)} y="10" text-anchor=${tick === 0 ? "start" : "middle"}>${written(tick)}</text>`)}
      ${rows.map((row) => drawn(row, x, isNarrow ? 0 : names, reached))}`,
  };
}

/** @param {{ bar: Bar, name: string[], y: number, bar_y: number }} row @param {(value: number) => number} x @param {number} end right end of names that stand beside their bars; 0 where they stand above @param {boolean} reached */
function drawn({ bar, name, y, bar_y }, x, end, reached) {
  const written = name.map((line, index) => svg`<text class=${bar.marked ? "strong" : nothing} x=${end} y=${y + 11 + index * LINE} text-anchor=${end > 0 ? "end" : "start"}>${line}</text>`);
  let sum = 0;
  const parts = bar.parts.filter((part) => part.value > 0).map((part) => {
    const [from, to] = [x(sum), x((sum += part.value))];
    return linked(part.target, svg`<rect class=${`bar ${part.look}`} x=${from} y=${bar_y} width=${Math.max(1.5, to - from - 0.5)} height=${HIGH}></rect>`, reached);
  });
  return svg`${bar.href ? svg`<a href=${bar.href}>${written}</a>` : written}${parts}<text class=${bar.marked ? "small strong" : "small"} x=${x(sum) + 6} y=${bar_y + 11}>${bar.words}</text>`;
}
