/** The exports of a view: its query, its rows, a citation, an embedded frame, a picture. */
import { isEmbedded, link } from "./address.js";
import { cite } from "./graphql.js";
import { html, nothing, render } from "./html.js";
import { text } from "./language.js";

/** @typedef {import("./page.js").Page} Page */

/** The parameters of the address, with the current release. @param {Page} page */
function pinned(page) {
  const parameters = Object.fromEntries(page.parameters);
  delete parameters.lang;
  delete parameters.embed;
  return page.release && page.view !== "changes" ? { ...parameters, at: page.release.version } : parameters;
}

/** The variables of an operation with the current release, so that the answer stays the same. @param {Page} page @param {Record<string, unknown>} variables */
function pinnedVariables(page, variables) {
  const known = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== null));
  return page.release && page.document.includes("$at:") ? { ...known, at: { version: page.release.version } } : known;
}

/**
 * The bar below the title of a view.
 * @param {Page} page @param {{ operation: string, variables: Record<string, unknown>, rows?: boolean }} taken
 */
export function take(page, { operation, variables, rows = true }) {
  if (isEmbedded(page.parameters)) return nothing;
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

/** Shows a dialog, and returns the function that replaces its content. @param {string} title @param {unknown} body */
function dialog(title, body) {
  const element = document.createElement("dialog");
  element.setAttribute("aria-label", title);
  const fill = (/** @type {unknown} */ filled) => render(html`<h2>${title}</h2><div role="status">${filled}</div><form method="dialog"><button>${text.close}</button></form>`, element);
  fill(body);
  document.body.append(element);
  element.addEventListener("close", () => element.remove());
  element.showModal();
  return fill;
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
  const fill = dialog(text.take.cite, html`<p>${text.loading}</p>`);
  try {
    const citation = await cite(page.document, operation, pinnedVariables(page, variables));
    fill(html`<p>${text.take.citeMore} <a href=${citation.here}>${citation.here}</a></p>${copied(text.take.asText, citation.text)}${copied("BibTeX", citation.bibtex)}`);
  } catch (error) {
    fill(html`<p>${error instanceof Error ? error.message : error}</p>`);
  }
}

/** A text as the value of an attribute. @param {string} words */
const escaped = (words) => words.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** @param {Page} page */
function showFrame(page) {
  const address = new URL(link(page.view, { ...pinned(page), embed: 1 }), location.href).href;
  dialog(text.take.embed, html`<p>${text.take.embedMore}</p>${copied("HTML",
    `<iframe src="${escaped(address)}" title="${escaped(document.title)}" width="100%" height="640" loading="lazy"></iframe>`)}${copied(text.take.address,
    new URL(link(page.view, pinned(page)), location.href).href)}`);
}
