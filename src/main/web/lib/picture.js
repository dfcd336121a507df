/** Pictures that contain their title, source, release and day, so that a screenshot shows its origin. */
import { isEmbedded } from "./address.js";
import { html, nothing, svg } from "./html.js";
import { day } from "./format.js";
import { language, text } from "./language.js";

/** @typedef {import("./page.js").Page} Page */

/**
 * @typedef {object} Picture
 * @property {string} title
 * @property {string} description the text alternative
 * @property {string} [source] of the figures
 * @property {number} width
 * @property {number} height of the body alone
 * @property {unknown} body SVG
 * @property {unknown} [table] the same figures as a table
 */

const HEAD = 30;
const LINE = 16;

/** The address of the view without its frame. */
function unframed() {
  const url = new URL(location.href);
  url.searchParams.delete("embed");
  return url.href;
}

/** Where a text may be broken: after spaces, and between the words of Japanese. */
const segmenter = new Intl.Segmenter(language, { granularity: "word" });
const breaks = (/** @type {string} */ words) => (language === "ja" ? [...segmenter.segment(words)].map(({ segment }) => segment) : words.split(/(?<= )/));

/** The width of a text in Latin letters; a full-width character takes nearly two. @param {string} words */
const letters = (words) => [...words].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 1.9 : 1), 0);

/** A text in lines of a maximum number of Latin letters. Punctuation does not begin a line. @param {string} words @param {number} length */
export function lines(words, length) {
  /** @type {string[]} */
  const made = [];
  for (const word of breaks(words)) {
    const last = made.at(-1);
    if (last !== undefined && (letters(last + word.trimEnd()) <= length || /^[、。，．）」』・：!?]/.test(word))) made[made.length - 1] = last + word;
    else made.push(word);
  }
  return made.map((line) => line.trimEnd());
}

/** A picture with its frame and its downloads. @param {Page} page @param {Picture} picture */
export function picture(page, { title, description, source, width, height, body, table }) {
  const titles = lines(title, Math.max(20, Math.floor(width / 8.6)));
  const credit = [source, text.credit(page.release?.version ?? "", page.release?.publishedAt ? day(page.release.publishedAt) : "")].filter(Boolean).join(" · ");
  const credits = lines(credit, Math.max(30, Math.floor(width / 6.4) - 2));
  const top = HEAD + (titles.length - 1) * 20;
  const total = top + height + 10 + credits.length * LINE;
  return html`<figure class="picture">
    <svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width=${width} height=${total} role="group" aria-label="${title}. ${description}">
      <rect class="paper" width=${width} height=${total}></rect>
      ${titles.map((line, index) => svg`<text class="title" x="0" y=${18 + index * 20}>${line}</text>`)}
      <g transform="translate(0 ${top})">${body}</g>
      ${credits.map((line, index) => svg`<text class="credit" x="0" y=${top + height + 20 + index * LINE}>${line}</text>`)}
    </svg>
    ${isEmbedded(page.parameters) ? html`<p class="take"><a href=${unframed()} target="_blank" rel="noopener">${text.openInLode}</a></p>` : html`<div class="take" role="group" aria-label=${text.take.picture}>
      <button type="button" @click=${(/** @type {Event} */ event) => save(event, title, "svg")}>SVG</button>
      <button type="button" @click=${(/** @type {Event} */ event) => save(event, title, "png")}>PNG</button>
    </div>`}
    ${table ? html`<details><summary>${text.asTable}</summary>${table}</details>` : nothing}
  </figure>`;
}

/** The style properties that a file needs for each element, since it has no style sheet, and those for texts. A property with the value given here is omitted. */
const SHAPES = { fill: "", "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none", opacity: "1" };
const TEXTS = { "font-family": "", "font-size": "", "font-weight": "400", "text-anchor": "start", "dominant-baseline": "auto" };

/** A rendered picture as a separate file. @param {SVGSVGElement} shown */
function standalone(shown) {
  const copy = /** @type {SVGSVGElement} */ (shown.cloneNode(true));
  const copies = copy.querySelectorAll("*");
  shown.querySelectorAll("*").forEach((element, index) => {
    const style = getComputedStyle(element);
    const properties = element instanceof SVGTextContentElement ? { ...SHAPES, ...TEXTS } : element instanceof SVGGeometryElement ? SHAPES : {};
    for (const [property, usual] of Object.entries(properties)) {
      const value = style.getPropertyValue(property);
      if (value !== usual) copies[index]?.setAttribute(property, value);
    }
    copies[index]?.removeAttribute("class");
  });
  copy.removeAttribute("class");
  return new XMLSerializer().serializeToString(copy).replace(/<!--.*?-->/gs, "");
}

/** Saves the picture beside the button. @param {Event} event @param {string} title @param {"svg" | "png"} format */
async function save(event, title, format) {
  const shown = /** @type {SVGSVGElement} */ (/** @type {HTMLElement} */ (event.target).closest("figure")?.querySelector("svg.chart"));
  const name = `lode-${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.${format}`;
  const drawing = new Blob([standalone(shown)], { type: "image/svg+xml" });
  download(name, format === "svg" ? drawing : await rastered(drawing, shown));
}

/** @param {Blob} drawing @param {SVGSVGElement} shown @returns {Promise<Blob>} */
async function rastered(drawing, shown) {
  const scale = 2;
  const url = URL.createObjectURL(drawing);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = shown.viewBox.baseVal.width * scale;
    canvas.height = shown.viewBox.baseVal.height * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {string} name @param {Blob} content */
function download(name, content) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(content);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
