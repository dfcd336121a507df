/** Small pieces that many views show. */
import { record } from "./address.js";
import { html, nothing } from "./html.js";
import { text } from "./language.js";

/** A record that another one names, as a link. @param {{ recordId: string, name?: string, title?: string } | null | undefined} record_ */
export const named = (record_) => (record_ ? html`<a href=${record(record_.recordId)}>${record_.name ?? record_.title ?? record_.recordId}</a>` : "–");

/** An organization as a link by its short name, where its name has one in brackets: `JOGMEC`. @param {{ recordId: string, name: string } | null | undefined} organization */
export const shortName = (organization) => (organization ? html`<a href=${record(organization.recordId)} title=${organization.name}>${abbreviation(organization.name)}</a>` : "–");

/** `Export Development Canada (EDC)` is `EDC`. @param {string} name */
export const abbreviation = (name) => /\(([A-Z][\w-]{1,9})\)$/.exec(name)?.[1] ?? name;

/** The sources that support some figures, each once, and whether others contradict one. @param {any[]} figures with their citations */
export function cited(figures) {
  const citations = figures.flatMap((figure) => figure.citations.nodes);
  const supporting = new Map(citations.filter((citation) => citation.stance === "SUPPORTS").reverse().map((citation) => [citation.source.recordId, citation]));
  const disputed = figures.filter((figure) => figure.citations.nodes.some((/** @type {any} */ citation) => citation.stance === "CONTRADICTS"));
  return html`<p class="quiet">${supporting.size === 0 ? text.noSource : html`${text.source}: ${[...supporting.values()].map((citation, index) => html`${index > 0 ? "; " : nothing}<a href=${record(citation.source.recordId)}>${citation.source.publisher ?? citation.source.title}</a> <span class="badge">${text.confidence[/** @type {"LOW"} */ (citation.confidence)]}</span>`)}`}
    ${disputed.map((figure) => html` <a class="badge disputed" href=${record(figure.recordId)}>${text.disputed}</a>`)}</p>`;
}
