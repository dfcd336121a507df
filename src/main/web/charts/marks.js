/**
 * The marks of points. Colour and shape show the measure (`key`, 1 to 6), a hollow mark has only citations of low confidence,
 * a sign beside the mark shows that a figure is not exact, and a cross is the figure of another source.
 */
import { nothing, svg } from "../lib/html.js";
import { d3 } from "./d3.js";

/**
 * The look of a mark.
 * @typedef {object} Look
 * @property {number} key 1 to 6: its colour and its shape
 * @property {boolean} [plain] it is round, without a measure: in legends
 * @property {boolean} [hollow] it has only citations of low confidence
 * @property {string} [qualifier] `ABOUT`, `AT_LEAST` or `AT_MOST`; else the figure is exact
 * @property {boolean} [crossed] a source contradicts it without a figure to draw
 */

/** @typedef {{ href: string, tip: string }} Target the record that a mark links to, and its tooltip */

export const KEYS = 6;

/** Above this number of parts, the Tab key does not stop at each part; the table of the picture has them. */
export const REACHED = 60;

/** A triangle that points down. */
const upended = {
  draw(/** @type {any} */ context, /** @type {number} */ size) {
    const y = -Math.sqrt(size / (Math.sqrt(3) * 3));
    context.moveTo(0, -y * 2);
    context.lineTo(-Math.sqrt(3) * y, y);
    context.lineTo(Math.sqrt(3) * y, y);
    context.closePath();
  },
};
const SHAPES = [d3.symbolCircle, d3.symbolSquare, d3.symbolDiamond, d3.symbolTriangle, d3.symbolStar, upended];

/** The signs of figures that are not exact: a wave above is about, an arrow up at least, an arrow down at most. @type {Record<string, string>} */
const SIGNS = { ABOUT: "M-4,-9q2,-4 4,0t4,0", AT_LEAST: "M0,-7V-14M-3,-11L0,-14L3,-11", AT_MOST: "M0,7V14M-3,11L0,14L3,11" };

/** A mark at a place, without a link. @param {Look} look @param {number} x @param {number} y @param {number} [size] its rough radius */
export function mark({ key, plain, hollow, qualifier, crossed }, x, y, size = 4.5) {
  const shape = d3.symbol(SHAPES[plain ? 0 : (key - 1) % SHAPES.length] ?? d3.symbolCircle, size * size * 3)() ?? "";
  const sign = SIGNS[qualifier ?? ""];
  return svg`<g transform="translate(${x} ${y})" class=${`s${key}`}>
    <path class=${hollow ? "mark hollow" : "mark"} d=${shape}></path>
    ${sign ? svg`<path class="sign" d=${sign}></path>` : nothing}
    ${crossed ? cross(0, 0) : nothing}
  </g>`;
}

/** The figure of another source. @param {number} x @param {number} y */
export const cross = (x, y) => svg`<path class="against" transform="translate(${x} ${y})" d="M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5"></path>`;

/** A part of a chart as a link to its record, with its figure as a tooltip. @param {Target} target @param {unknown} drawn @param {boolean} [reached] whether the Tab key stops here */
export const linked = ({ href, tip }, drawn, reached = true) => svg`<a href=${href} aria-label=${tip} data-tip=${tip} tabindex=${reached ? nothing : -1}>${drawn}</a>`;

/** An invisible circle that makes the click area of a mark larger. @param {number} x @param {number} y */
export const hit = (x, y) => svg`<circle class="hit" cx=${x} cy=${y} r="9"></circle>`;
