/** Small components of many views. */
import { record } from "./address.js";
import { html, nothing } from "./html.js";
import { text } from "./language.js";

/** A referenced record as a link. @param {{ recordId: string, name?: string, title?: string } | null | undefined} record_ */
export const named = (record_) => (record_ ? html`<a href=${record(record_.recordId)}>${record_.name ?? record_.title ?? record_.recordId}</a>` : "–");

/** An organization as a link by its short name, if its name has one in brackets: `JOGMEC`. @param {{ recordId: string, name: string } | null | undefined} organization */
export const shortName = (organization) => (organization ? html`<a href=${record(organization.recordId)} title=${organization.name}>${abbreviation(organization.name)}</a>` : "–");

/** `Export Development Canada (EDC)` is `EDC`. @param {string} name */
export const abbreviation = (name) => /\(([A-Z][\w-]{1,9})\)$/.exec(name)?.[1] ?? name;

/**
 * The sources that support each figure with their confidence, and whether others contradict it.
 * @param {any[]} figures with their citations @param {(figure: any) => string} told what distinguishes one figure from the others
 */
export const cited = (figures, told) => figures.map((figure) => {
  const supporting = figure.citations.nodes.filter((/** @type {any} */ citation) => citation.stance === "SUPPORTS");
  const isDisputed = supporting.length < figure.citations.nodes.length;
  return html`<p class="quiet">${supporting.length === 0 ? text.noSource : html`${figures.length > 1 ? text.sourceOf(told(figure)) : text.source}: ${supporting.map((/** @type {any} */ citation, /** @type {number} */ index) =>
    html`${index > 0 ? "; " : nothing}<a href=${record(citation.source.recordId)}>${citation.source.publisher ?? citation.source.title}</a> <span class="badge">${text.confidence[/** @type {"LOW"} */ (citation.confidence)]}</span>`)}`}
    ${isDisputed ? html`<a class="badge disputed" href=${record(figure.recordId)}>${text.disputed}</a>` : nothing}</p>`;
});
