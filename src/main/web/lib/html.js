/** The functions for templates. */
export { html, svg, nothing, render } from "../vendor/lit-html/lit-html.js";
export { live } from "../vendor/lit-html/directives/live.js";
export { repeat } from "../vendor/lit-html/directives/repeat.js";
export { unsafeHTML } from "../vendor/lit-html/directives/unsafe-html.js";
