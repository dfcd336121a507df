/** D3, which is loaded when the first chart is drawn. */
import "../vendor/d3.min.js";

export const d3 = globalThis.d3;
