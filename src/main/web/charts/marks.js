/**
 * The marks of points. Colour and shape show what is measured (`key`, 1 to 6), a hollow mark rests on citations of low confidence alone,
 * a sign beside the mark says that a figure is not exact, and a cross is what another source says.
 */
import { nothing, svg } from "../lib/html.js";
import { d3 } from "./d3.js";

/**
 * What a mark looks like and what it leads to.
 * @typedef {object} Look
 * @property {number} key 1 to 6: its colour and its shape
 * @property {boolean} [plain] it is round, since it stands for no measure: in legends
 * @property {boolean} [hollow] it rests on citations of low confidence alone
 * @property {string} [qualifier] `ABOUT`, `AT_LEAST` or `AT_MOST`; else the figure is exact
 * @property {boolean} [crossed] a source contradicts it, and gives no figure that could be drawn
 */

/** @typedef {{ href: string, tip: string }} Target the record a mark leads to, and what is read when it is pointed at */

export const KEYS = 6;

/** More parts than this in one picture are reached through its table, not one by one with the Tab key. */
export const REACHED = 60;

/** A triangle that stands on its point. */
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

/** What another source says. @param {number} x @param {number} y */
export const cross = (x, y) => svg`<path class="against" transform="translate(${x} ${y})" d="M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5"></path>`;

/** A part of a chart as a link to its record, which shows its figure when it is pointed at. @param {Target} target @param {unknown} drawn @param {boolean} [reached] whether the Tab key stops here */
export const linked = ({ href, tip }, drawn, reached = true) => svg`<a href=${href} aria-label=${tip} data-tip=${tip} tabindex=${reached ? nothing : -1}>${drawn}</a>`;

/** An invisible round, so that a mark need not be hit exactly. @param {number} x @param {number} y */
export const hit = (x, y) => svg`<circle class="hit" cx=${x} cy=${y} r="9"></circle>`;
