/** The tooltip of a part of a chart on hover or focus: the text of its attribute `data-tip`, in a small box beside it. */
import { html } from "../lib/html.js";

/** @param {unknown} content charts with parts that have `data-tip` */
export const tips = (content) => html`<div class="tips" @pointerover=${show} @focusin=${show} @pointerout=${hide} @focusout=${hide} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") hide(event); }}>
  ${content}<div class="tip" aria-hidden="true" hidden></div></div>`;

/** @param {Event} event */
function show(event) {
  const part = /** @type {Element} */ (event.target).closest?.("[data-tip]");
  if (!part) return;
  const around = /** @type {HTMLElement} */ (event.currentTarget);
  const box = tipOf(around);
  box.textContent = part.getAttribute("data-tip");
  box.hidden = false;
  const [outer, inner] = [around.getBoundingClientRect(), part.getBoundingClientRect()];
  const left = inner.left - outer.left + inner.width / 2 - box.offsetWidth / 2;
  const above = inner.top - outer.top - box.offsetHeight - 10;
  box.style.left = `${Math.max(0, Math.min(outer.width - box.offsetWidth, left))}px`;
  box.style.top = `${inner.top - box.offsetHeight - 10 < 0 ? inner.bottom - outer.top + 10 : above}px`;
}

/** @param {Event} event */
function hide(event) {
  tipOf(/** @type {HTMLElement} */ (event.currentTarget)).hidden = true;
}

/** @param {HTMLElement} around */
const tipOf = (around) => /** @type {HTMLElement} */ (around.querySelector(":scope > .tip"));
