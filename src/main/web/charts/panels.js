/** Small multiples: one small chart for each item, in as many columns as fit, each with its own axis. */
import { svg } from "../lib/html.js";

/**
 * @template Item
 * @param {object} of
 * @param {Item[]} of.items
 * @param {number} of.width of all together
 * @param {number} of.height of one
 * @param {number} [of.least] width of one at least
 * @param {(item: Item, width: number, height: number) => unknown} of.draw gives SVG with its upper left corner at 0, 0
 * @returns {{ body: unknown, height: number }}
 */
export function panels({ items, width, height, least = width < 560 ? 150 : 250, draw }) {
  const gap = 20;
  const columns = Math.max(1, Math.min(items.length, Math.floor((width + gap) / (least + gap))));
  const each = (width - gap * (columns - 1)) / columns;
  return {
    height: Math.ceil(items.length / columns) * height,
    body: items.map((item, index) => svg`<g transform="translate(${(index % columns) * (each + gap)} ${Math.floor(index / columns) * height})">${draw(item, each, height)}</g>`),
  };
}
