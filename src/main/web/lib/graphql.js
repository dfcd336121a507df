/** Queries the server of the page through its public GraphQL API. */
import { text } from "./language.js";

/** The reason for a failed request, in words for the reader. */
export class Trouble extends Error {
  /** @param {string} title @param {string} message @param {number} [wait] seconds after which it is worth to ask again */
  constructor(title, message, wait) {
    super(message);
    this.title = title;
    this.wait = wait;
  }
}

/** @type {Map<string, Promise<string>>} */
const documents = new Map();

/** The GraphQL document of a view. @param {string} view @returns {Promise<string>} */
export function documentOf(view) {
  const known = documents.get(view) ?? load(new URL(`../views/${view}.graphql`, import.meta.url));
  documents.set(view, known);
  known.catch(() => documents.delete(view));
  return known;
}

/** @param {URL} url */
async function load(url) {
  const answer = await reach(url, {});
  if (!answer.ok) throw new Trouble(text.trouble.failed, `${answer.status}`);
  return answer.text();
}

/** @typedef {{ data: any, release: { version: string, sequence: number, root: string } }} Answer */

/**
 * The answer to one operation of a document.
 * @param {string} query @param {string} operationName @param {Record<string, unknown>} variables @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
export async function ask(query, operationName, variables, signal) {
  const answer = await reach("graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, operationName, variables }),
    ...(signal ? { signal } : {}),
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 429) {
    throw new Trouble(text.trouble.limited, text.trouble.limitedMore, Number(answer.headers.get("retry-after") ?? "5"));
  }
  if (body.errors?.length > 0) {
    throw new Trouble(text.trouble.refused, [...new Set(body.errors.map((/** @type {{message: string}} */ error) => error.message))].join(" "));
  }
  if (!answer.ok || !body.data) {
    throw new Trouble(text.trouble.failed, text.trouble.failedMore(answer.status), answer.status >= 500 ? 5 : undefined);
  }
  return { data: body.data, release: body.extensions.release };
}

/** @param {string | URL} url @param {RequestInit} options */
async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Trouble(text.trouble.offline, text.trouble.offlineMore, 5);
  }
}

/**
 * The whole address of a path from the server: below the address of the page, also if a proxy serves it below a path
 * and sends no header with that path.
 * @param {string} path
 */
function addressOf(path) {
  const base = new URL(".", document.baseURI);
  return new URL(path.startsWith(base.pathname) ? path : path.slice(1), base).href;
}

/**
 * The citation of a query, as text and BibTeX, and the address of its answer.
 * @param {string} query @param {string} operationName @param {Record<string, unknown>} variables
 * @returns {Promise<{ text: string, bibtex: string, here: string }>}
 */
export async function cite(query, operationName, variables) {
  const answer = await reach("q", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, operationName, variables }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Trouble(text.trouble.refused, body.detail ?? body.title ?? "");
  return { text: body.citation.text, bibtex: body.citation.bibtex, here: addressOf(body.addresses.here) };
}
