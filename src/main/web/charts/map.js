/** Places on a map of the world, in the Equal Earth projection. */
import { current, note, record } from "../lib/address.js";
import { count, label } from "../lib/format.js";
import { html, nothing, svg } from "../lib/html.js";
import { text } from "../lib/language.js";
import { picture } from "../lib/picture.js";
import { d3 } from "./d3.js";

/** @typedef {import("../lib/page.js").Page} Page @typedef {{ latitude: number, longitude: number }} Location */

/**
 * @typedef {object} Place
 * @property {string} id
 * @property {string} name
 * @property {string} [kind] determines its colour
 * @property {boolean} exact whether the place is that of the thing, not the centre of a region
 * @property {Location | null} place nothing if only the country is known
 * @property {{ recordId: string, name: string, location?: Location | null } | null} country
 */

/** @typedef {{ land: any, borders: any, source: string }} World */

/** @type {World | undefined} */
let world;

/** Loads the outline of the land. @returns {Promise<World>} */
export async function loadWorld() {
  world ??= /** @type {World} */ (await (await fetch(new URL("../data/world.json", import.meta.url))).json());
  return world;
}

/** The zoom and the shift of the world in pixels. @typedef {{ k: number, x: number, y: number }} Look */

/** The map position in the address: a zoom from 1 to 20, and its centre in fractions of the width and the height. @param {number} width @param {number} height @returns {Look} */
function looked(width, height) {
  const [k = 1, x = 0.5, y = 0.5] = (current().parameters.get("map") ?? "").split(",").filter(Boolean).map(Number);
  const isPlace = k >= 1 && k <= 20 && Number.isFinite(x) && Number.isFinite(y);
  return isPlace ? within({ k, x: width / 2 - x * width * k, y: height / 2 - y * height * k }, width, height) : { k: 1, x: 0, y: 0 };
}

/** Writes the map position into the address. @param {Page} page @param {Look} look @param {number} width @param {number} height */
function lookAt(page, look, width, height) {
  const { k, x, y } = within(look, width, height);
  const parts = [k, (width / 2 - x) / (k * width), (height / 2 - y) / (k * height)];
  note("map", k > 1 ? parts.map((part) => Number(part.toFixed(3))).join(",") : null);
  page.redraw();
}

/**
 * @param {Page} page @param {{ title: string, places: Place[], total: number }} shown
 */
export function map(page, { title, places, total }) {
  const width = page.width;
  const height = Math.round(width * 0.49);
  const look = looked(width, height);
  const projection = d3.geoEqualEarth().fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
  const path = d3.geoPath(projection);
  const placed = places.filter((place) => place.place);
  const countries = d3.rollups(places.filter((place) => !place.place && place.country?.location), (group) => group, (place) => place.country?.recordId);
  const size = Math.max(3, Math.min(5, width / 220)) / Math.sqrt(look.k);
  const at = (/** @type {Location} */ location) => projection([location.longitude, location.latitude]) ?? [0, 0];
  const body = svg`<clipPath id="frame"><rect width=${width} height=${height}></rect></clipPath><g clip-path="url(#frame)"><g transform="translate(${look.x} ${look.y}) scale(${look.k})">
    <path class="sea" d=${path({ type: "Sphere" })}></path>
    <path class="land" d=${path(world?.land)}></path>
    <path class="border" stroke-width=${0.6 / look.k} d=${path(world?.borders)}></path>
    ${countries.map(([, group]) => square(group, at(/** @type {Location} */ (group[0]?.country?.location)), size))}
    ${placed.map((place) => point(place, at(/** @type {Location} */ (place.place)), size))}
  </g></g>`;
  const unplaced = places.length - placed.length;
  return html`<div class="map" @wheel=${(/** @type {WheelEvent} */ event) => { if (event.ctrlKey || event.metaKey) { event.preventDefault(); zoom(page, event.deltaY < 0 ? 1.3 : 1 / 1.3, width, height); } }}>
    ${picture(page, {
      title, width, height, body,
      description: text.map.description(count(placed.length), count(unplaced)),
      source: [text.map.key, total > places.length ? text.map.first(count(places.length), count(total)) : "", text.map.outline].filter(Boolean).join(" · "),
    })}
    <div class="take zoom" role="group" aria-label=${text.map.zoom}>
      <button type="button" aria-label=${text.map.in} @click=${() => zoom(page, 1.6, width, height)}>+</button>
      <button type="button" aria-label=${text.map.out} @click=${() => zoom(page, 1 / 1.6, width, height)}>−</button>
      ${look.k > 1 ? ["←", "→", "↑", "↓"].map((arrow) => html`<button type="button" aria-label=${text.map.move(arrow)} @click=${() => move(page, arrow, width, height)}>${arrow}</button>`) : nothing}
      ${look.k > 1 ? html`<button type="button" @click=${() => lookAt(page, { k: 1, x: 0, y: 0 }, width, height)}>${text.map.whole}</button>` : nothing}
    </div>
  </div>`;
}

/** A place as a link. The Tab key skips it, since the table below has all places. @param {Place} place @param {number[]} at @param {number} size */
function point(place, [x = 0, y = 0], size) {
  return svg`<a href=${record(place.id)} tabindex="-1" aria-label=${place.name}><circle class=${place.exact ? "site" : "region"} cx=${x} cy=${y} r=${size} stroke-width=${size / 3}><title>${place.name}${place.kind ? ` · ${label(place.kind)}` : ""}</title></circle></a>`;
}

/** Things of a country without a place: one square for all of them. @param {Place[]} group @param {number[]} at @param {number} size */
function square(group, [x = 0, y = 0], size) {
  const first = /** @type {Place} */ (group[0]);
  const side = size * (1.3 + Math.sqrt(group.length) / 2);
  return svg`<a href=${record(first.country?.recordId ?? "")} tabindex="-1" aria-label=${`${first.country?.name}: ${group.length}`}>
    <rect class="country" x=${x - side / 2} y=${y - side / 2} width=${side} height=${side} stroke-width=${size / 4}><title>${first.country?.name}: ${group.map((place) => place.name).join(", ")}</title></rect></a>`;
}

/** @param {Page} page @param {number} factor @param {number} width @param {number} height */
function zoom(page, factor, width, height) {
  const look = looked(width, height);
  const k = Math.max(1, Math.min(20, look.k * factor));
  const ratio = k / look.k;
  lookAt(page, { k, x: width / 2 - (width / 2 - look.x) * ratio, y: height / 2 - (height / 2 - look.y) * ratio }, width, height);
}

/** @param {Page} page @param {string} arrow @param {number} width @param {number} height */
function move(page, arrow, width, height) {
  const look = looked(width, height);
  const by = { "←": [0.25, 0], "→": [-0.25, 0], "↑": [0, 0.25], "↓": [0, -0.25] }[arrow] ?? [0, 0];
  lookAt(page, { ...look, x: look.x + width * (by[0] ?? 0), y: look.y + height * (by[1] ?? 0) }, width, height);
}

/** Keeps the world within the frame. @param {Look} to @param {number} width @param {number} height */
function within(to, width, height) {
  return { k: to.k, x: Math.min(0, Math.max(width * (1 - to.k), to.x)), y: Math.min(0, Math.max(height * (1 - to.k), to.y)) };
}
