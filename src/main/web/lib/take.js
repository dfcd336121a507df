/** The ways to take a view along: its query, its rows, a citation, a frame for another page, a picture. */
import { link } from "./address.js";
import { cite } from "./graphql.js";
import { html, nothing, render } from "./html.js";
import { text } from "./language.js";

/** @typedef {import("./page.js").Page} Page */

/** The parameters of the address, with the release that is shown. @param {Page} page */
function pinned(page) {
  const parameters = Object.fromEntries(page.parameters);
  delete parameters.lang;
  delete parameters.embed;
  return page.release && page.view !== "changes" ? { ...parameters, at: page.release.version } : parameters;
}

/** The variables of an operation with the release that is shown, so that the answer stays the same. @param {Page} page @param {Record<string, unknown>} variables */
function pinnedVariables(page, variables) {
  const known = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== null));
  return page.release && page.document.includes("$at:") ? { ...known, at: { version: page.release.version } } : known;
}

/**
 * The bar below the title of a view.
 * @param {Page} page @param {{ operation: string, variables: Record<string, unknown>, rows?: boolean }} taken
 */
export function take(page, { operation, variables, rows = true }) {
  if (page.parameters.has("embed")) return nothing;
  const parameters = pinned(page);
  const query = new URLSearchParams({ query: page.document, operationName: operation, variables: JSON.stringify(pinnedVariables(page, variables), null, 2) });
  return html`<div class="take" role="group" aria-label=${text.take.title}>
    <a href=${`graphiql?${query}`} data-external>${text.take.graphql}</a>
    ${rows ? ["csv", "parquet"].map((format) => html`<a href=${link(`${page.view}.${format}`, parameters)} data-external>${text.take[/** @type {"csv"} */ (format)]}</a>`) : nothing}
    <a href=${link(`${page.view}.json`, parameters)} data-external>JSON</a>
    <button type="button" @click=${() => showCitation(page, operation, variables)}>${text.take.cite}</button>
    <button type="button" @click=${() => showFrame(page)}>${text.take.embed}</button>
  </div>`;
}

/** @param {string} title @param {unknown} body */
function dialog(title, body) {
  const element = document.createElement("dialog");
  element.setAttribute("aria-label", title);
  render(html`<h2>${title}</h2>${body}<form method="dialog"><button>${text.close}</button></form>`, element);
  document.body.append(element);
  element.addEventListener("close", () => element.remove());
  element.showModal();
  return element;
}

/** A text to copy. @param {string} name @param {string} value */
function copied(name, value) {
  const copy = async (/** @type {Event} */ event) => {
    await navigator.clipboard.writeText(value);
    /** @type {HTMLButtonElement} */ (event.target).textContent = text.copied;
  };
  return html`<h3>${name}</h3><pre tabindex="0">${value}</pre><button type="button" @click=${copy}>${text.copy}</button>`;
}

/** @param {Page} page @param {string} operation @param {Record<string, unknown>} variables */
async function showCitation(page, operation, variables) {
  const shown = dialog(text.take.cite, html`<p role="status">${text.loading}</p>`);
  /** @param {unknown} body */
  const fill = (body) => {
    const place = shown.querySelector("p[role=status]");
    if (place) render(body, /** @type {HTMLElement} */ (place));
  };
  try {
    const citation = await cite(page.document, operation, pinnedVariables(page, variables));
    fill(html`<span>${text.take.citeMore} <a href=${citation.here}>${citation.here}</a></span>${copied(text.take.asText, citation.text)}${copied("BibTeX", citation.bibtex)}`);
  } catch (error) {
    fill(html`${error instanceof Error ? error.message : error}`);
  }
}

/** @param {Page} page */
function showFrame(page) {
  const address = new URL(link(page.view, { ...pinned(page), embed: 1 }), location.href).href;
  dialog(text.take.embed, html`<p>${text.take.embedMore}</p>${copied("HTML",
    `<iframe src="${address}" title="${document.title}" width="100%" height="640" loading="lazy"></iframe>`)}${copied(text.take.address,
    new URL(link(page.view, pinned(page)), location.href).href)}`);
}
