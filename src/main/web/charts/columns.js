/**
 * Columns side by side, such as years, each a stack of parts. To use it: make `Column`s, call `columns`, put its
 * result into a `picture`.
 */
import { nothing, svg } from "../lib/html.js";
import { d3 } from "./d3.js";
import { widthOf } from "./labels.js";
import { REACHED, linked } from "./marks.js";

/** The maximum width of a column, for charts with few columns. */
const WIDEST = 90;

/** @typedef {import("./bars.js").Part} Part */

/** @typedef {{ name: string, parts: Part[], words?: string }} Column `words` are above it, if there is space */

/**
 * @param {{ columns: Column[], width: number, height: number, written: (value: number) => string, most?: number }} of the height is the total; `most` is the top of the axis
 */
export function columns({ columns, width, height, written, most }) {
  const top = most ?? Math.max(1, ...columns.map((column) => d3.sum(column.parts, (part) => part.value)));
  const reached = d3.sum(columns, (column) => column.parts.length) <= REACHED;
  const ticks = d3.ticks(0, top, Math.max(2, Math.round(height / 60)));
  const frame = { left: Math.max(...ticks.map((tick) => widthOf(written(tick)))) + 8, top: 16, right: width, bottom: height - 20 };
  const x = d3.scaleBand(columns.map((column) => column.name), [frame.left, frame.right]).paddingInner(0.18).paddingOuter(0.08);
  const y = d3.scaleLinear([0, top], [frame.bottom, frame.top]);
  const every = Math.ceil((Math.max(...columns.map((column) => widthOf(column.name))) + 8) / x.step());
  return svg`
    ${ticks.map((tick) => svg`<line class="axis" x1=${frame.left} x2=${frame.right} y1=${y(tick)} y2=${y(tick)}></line><text class="label" x=${frame.left - 5} y=${y(tick) + 4} text-anchor="end">${written(tick)}</text>`)}
    ${columns.map((column, index) => {
      const wide = Math.min(WIDEST, x.bandwidth());
      const from = (x(column.name) ?? 0) + (x.bandwidth() - wide) / 2;
      let sum = 0;
      const parts = column.parts.filter((part) => part.value > 0).map((part) => {
        const [low, high] = [y(sum), y((sum += part.value))];
        return linked(part.target, svg`<rect class=${`bar ${part.look}`} x=${from} y=${high} width=${wide} height=${Math.max(1, low - high - 0.5)}></rect>`, reached);
      });
      const isNamed = (columns.length - 1 - index) % every === 0;
      return svg`${parts}
        ${column.words && widthOf(column.words) < x.step() ? svg`<text class="small" x=${from + wide / 2} y=${y(sum) - 4} text-anchor="middle">${column.words}</text>` : nothing}
        ${isNamed ? svg`<text class="label" x=${Math.min(from + wide / 2, width - widthOf(column.name) / 2)} y=${height - 5} text-anchor="middle">${column.name}</text>` : nothing}`;
    })}`;
}
