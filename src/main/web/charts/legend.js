/** The key of a chart, drawn inside the picture so that it is saved with it. */
import { svg } from "../lib/html.js";
import { widthOf } from "./labels.js";

/** @typedef {{ draw: (x: number, y: number) => unknown, words: string }} Entry */

const LINE = 24;

/** The entries in as many lines as the width needs. @param {Entry[]} entries @param {number} width @returns {{ body: unknown, height: number }} */
export function legend(entries, width) {
  let x = 0;
  let line = 0;
  const placed = entries.map((entry) => {
    const needed = 20 + widthOf(entry.words) + 16;
    if (x > 0 && x + needed - 16 > width) {
      x = 0;
      line += 1;
    }
    const at = { ...entry, x, y: line * LINE + 12 };
    x += needed;
    return at;
  });
  return { height: entries.length > 0 ? (line + 1) * LINE + 6 : 0, body: placed.map(({ draw, words, x, y }) => svg`${draw(x + 8, y)}<text class="small" x=${x + 20} y=${y + 4}>${words}</text>`) };
}

/** A square of the colour of bars. @param {string} look classes of the bar */
export const swatch = (look) => (/** @type {number} */ x, /** @type {number} */ y) => svg`<rect class=${`bar ${look}`} x=${x - 6} y=${y - 6} width="12" height="12"></rect>`;
