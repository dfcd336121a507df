/** A list with a map above its table. If the map cannot be loaded, only the list is shown. */
import { html } from "./html.js";
import { text } from "./language.js";
import * as list from "./list.js";

/** @typedef {import("./page.js").Page} Page @typedef {import("../charts/map.js").Place} Place */

/**
 * @param {list.List} of
 * @param {{ operation: string, variables: (page: Page) => Record<string, unknown>, places: (data: any) => Place[] }} mapped
 * @returns {import("./page.js").View}
 */
export function withMap(of, mapped) {
  return {
    title: () => of.title,
    async load(page) {
      const held = /** @type {any} */ (await list.load(page, of));
      const drawn = import("../charts/map.js").then(async (charts) => {
        const [data] = await Promise.all([page.ask(mapped.operation, mapped.variables(page)), charts.loadWorld()]);
        held.map = () => charts.map({ ...page, width: list.resultsWidth(page) }, { title: of.title, places: mapped.places(data), total: held.rows.totalCount });
      });
      drawn.catch(() => { held.map = () => html`<p class="notice">${text.map.failed}</p>`; }).then(page.redraw);
      return held;
    },
    render: (page, held) => list.render(page, of, held, html`<div class="mapped">${held.map ? held.map() : html`<p class="quiet" role="status">${text.map.loading}</p>`}</div>`),
  };
}
