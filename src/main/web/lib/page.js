/** The types of a view and of its input. */

/**
 * @typedef {object} Page
 * @property {URLSearchParams} parameters of the address
 * @property {number} width of the view, in pixels
 * @property {Release | undefined} release that the view shows; known after the first answer
 * @property {string} view its name
 * @property {string} document its GraphQL document
 * @property {AbortSignal} signal that stops the work of a closed view
 * @property {(operation: string, variables: Record<string, unknown>) => Promise<any>} ask gives the data of an operation of the view's document; `at` is filled in
 * @property {(parameters: Record<string, import("./address.js").Parameter>, replace?: boolean) => void} change shows the view with other parameters; `replace` adds no entry to the history of the browser
 * @property {() => void} redraw renders the view again, with its current data
 */

/** @typedef {{ version: string, sequence: number, publishedAt?: string, withdrawal?: { reason: string } | null }} Release */

/**
 * @typedef {object} View
 * @property {(data: any) => string} title
 * @property {(page: Page) => Promise<any>} load requests the data that the view needs first
 * @property {(page: Page, data: any) => import("../vendor/lit-html/lit-html.js").TemplateResult} render
 */

/** The release in the address, in the form of GraphQL. @param {URLSearchParams} parameters */
export function releaseRef(parameters) {
  const version = parameters.get("at");
  return version ? { version } : null;
}

export {};
