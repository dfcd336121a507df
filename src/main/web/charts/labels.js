/** Finds free places for short texts in a chart. A text without a free place is omitted; it still appears in the tooltip of its point. */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

const ruler = document.createElement("canvas").getContext("2d");
if (ruler) ruler.font = `11px ${getComputedStyle(document.body).fontFamily}`;

/** Width of a text of 11 px in the font of the page. @param {string} words */
export const widthOf = (words) => ruler?.measureText(words).width ?? words.length * 6.7;

export class Labels {
  /** @param {Box} frame the bounds of the texts */
  constructor(frame) {
    this.frame = frame;
    /** @type {Box[]} */
    this.taken = [];
    /** The areas that a text may cover if there is no other place. @type {Box[]} */
    this.crossable = [];
  }

  /** Keeps texts away from a place. @param {number} x @param {number} y @param {number} [radius] */
  take(x, y, radius = 6) {
    this.taken.push(square(x, y, radius));
  }

  /** Keeps texts away from a line, always or if possible. @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {boolean} [isCrossable] */
  takeLine(x1, y1, x2, y2, isCrossable = false) {
    const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 5));
    for (let step = 0; step <= steps; step++) (isCrossable ? this.crossable : this.taken).push(square(x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps, 2));
  }

  /** The middle of the base line of a text beside a point; nothing if no place is free. @param {string} words @param {number} x @param {number} y @returns {{ x: number, y: number } | null} */
  put(words, x, y) {
    const half = widthOf(words) / 2;
    return this.first(half, x, y, [[0, -12], [0, 20], [half + 9, 4], [-half - 9, 4], [half + 7, -9], [-half - 7, -9], [half + 7, 15], [-half - 7, 15], [0, -21]]);
  }

  /** The same, to the right or the left of the point. @param {string} words @param {number} x @param {number} y */
  beside(words, x, y) {
    const half = widthOf(words) / 2;
    return this.first(half, x, y, [[half + 9, 4], [-half - 9, 4]]);
  }

  /** @param {number} half @param {number} x @param {number} y @param {number[][]} tries @returns {{ x: number, y: number } | null} */
  first(half, x, y, tries) {
    for (const taken of [[...this.taken, ...this.crossable], this.taken]) {
      for (const [dx = 0, dy = 0] of tries) {
        const box = { left: x + dx - half - 2, right: x + dx + half + 2, top: y + dy - 9, bottom: y + dy + 2 };
        const isInside = box.left >= this.frame.left && box.right <= this.frame.right && box.top >= this.frame.top && box.bottom <= this.frame.bottom;
        if (isInside && taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom)) {
          this.taken.push(box);
          return { x: x + dx, y: y + dy };
        }
      }
    }
    return null;
  }
}

/** @param {number} x @param {number} y @param {number} radius @returns {Box} */
const square = (x, y, radius) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });
