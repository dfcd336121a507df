import * as D3 from "d3";

declare global {
  /** What the file sets. */
  var d3: typeof D3;
}
