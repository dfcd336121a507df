/** The address of a view. Its parameters are the variables of the view's GraphQL operation, so an address contains the whole state. */

import { Trouble } from "./graphql.js";
import { text } from "./language.js";

/** @typedef {{ view: string, parameters: URLSearchParams }} Address */

/** Parameters that are kept when the user opens another view. */
const KEPT = ["at", "lang", "embed"];

/** The current address of the browser. @returns {Address} */
export function current() {
  return read(new URL(location.href));
}

/** @param {URL} url @returns {Address} */
export function read(url) {
  const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  return { view: name || "overview", parameters: url.searchParams };
}

/** @typedef {string | number | boolean | object | null | undefined} Parameter */

/**
 * The link to a view, relative to the page. Parameters without a value are omitted; objects are written as JSON.
 * @param {string} view @param {Record<string, Parameter>} parameters
 */
export function href(view, parameters = {}) {
  const kept = Object.fromEntries(KEPT.map((name) => [name, current().parameters.get(name)]));
  return link(view, { ...kept, ...parameters });
}

/** The link to a view with these parameters and no others. @param {string} view @param {Record<string, Parameter>} parameters */
export function link(view, parameters) {
  const parts = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && value !== "" && !(typeof value === "object" && Object.keys(value).length === 0))
    .map(([name, value]) => `${name}=${encode(typeof value === "object" ? JSON.stringify(value) : String(value))}`);
  return `${view === "overview" ? "./" : view}${parts.length > 0 ? `?${parts.join("&")}` : ""}`;
}

/** Does not encode the characters that are allowed in a query and easier to read. @param {string} value */
function encode(value) {
  return encodeURIComponent(value).replace(/%(7B|7D|5B|5D|3A|2C|2F|40)/g, (code) => decodeURIComponent(code));
}

/** The link to the page of a record, by its permanent id. @param {string} id */
export const record = (id) => href("record", { id });

/** Whether a view is embedded in another page. @param {URLSearchParams} [parameters] */
export const isEmbedded = (parameters = current().parameters) => parameters.get("embed") === "1";

/** Writes a parameter of the page into the address without a request; without a value, it is removed. @param {string} name @param {string | null} value */
export function note(name, value) {
  const { view, parameters } = current();
  history.replaceState(null, "", link(view, { ...Object.fromEntries(parameters), [name]: value }));
}

/** A parameter that is JSON; nothing if it is missing or empty. Fails if it is not JSON. @param {URLSearchParams} parameters @param {string} name @returns {any} */
export function json(parameters, name) {
  const value = parameters.get(name);
  if (!value) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw new Trouble(text.trouble.refused, text.trouble.noJson(name, value));
  }
}

/**
 * The value at a path of an object; nothing if there is none.
 * @param {any} object @param {string[]} path @returns {any}
 */
export function at(object, path) {
  return path.reduce((value, name) => value?.[name], object);
}

/**
 * A copy of an object with another value at a path; without a value, the path and its empty parents are removed.
 * @param {any} object @param {string[]} path @param {any} value @returns {any}
 */
export function put(object, path, value) {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const inner = put(object?.[name] ?? {}, rest, value);
  const copy = { ...object };
  const isEmpty = inner === undefined || inner === null || (typeof inner === "object" && Object.keys(inner).length === 0);
  if (isEmpty) delete copy[name];
  else copy[name] = inner;
  return copy;
}
