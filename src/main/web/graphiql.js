// Opens GraphiQL with the start queries in a separate panel, and with the query and variables of the address.
const h = React.createElement;
const files = document.currentScript.src.replace(/[^/]*$/, "");

// The panel of start queries. A query that is already open is shown again; others get a new tab.
function StartQueries({ queries }) {
  const editor = GraphiQL.React.useEditorContext({ nonNull: true });
  const open = (query) => {
    const at = editor.tabs.findIndex((tab) => tab.query === query.text);
    if (at >= 0) {
      editor.changeTab(at);
    } else {
      editor.addTab();
      // The new tab has the editor only after React has rendered it.
      setTimeout(() => editor.queryEditor.setValue(query.text));
    }
  };
  return h(
    "section",
    { className: "lode-queries", "aria-label": "Start queries" },
    h("h2", null, "Start queries"),
    h("ul", null, queries.map((query) =>
      h("li", { key: query.slug },
        h("button", { type: "button", onClick: () => open(query) },
          h("strong", null, query.title),
          h("span", null, query.sentence))))),
  );
}

// The link to the explorer. It also sets the editor to wrap long lines, since it has access to it.
function Home() {
  const { queryEditor } = GraphiQL.React.useEditorContext({ nonNull: true });
  React.useEffect(() => queryEditor?.setOption("lineWrapping", true), [queryEditor]);
  return h("a", { className: "lode-home", href: "./" },
    h("img", { src: files + "lode.svg", alt: "", width: 22, height: 22 }), "Lode");
}

// The initial sizes of the panel and the editor; users can drag the borders.
function makeRoom(storage) {
  const room = { docExplorerFlex: "0.5", editorFlex: "1.15" };
  Object.entries(room).forEach(([name, share]) => storage.getItem(`graphiql:${name}`) ?? storage.setItem(`graphiql:${name}`, share));
}

function icon() {
  return h("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, height: "1em" },
    h("path", { d: "M4 5.5h9M4 12h9M4 18.5h9M17.5 5.5v13M17.5 5.5l3 3M17.5 5.5l-3 3" }));
}

async function start() {
  const queries = await (await fetch(files + "queries.json")).json();
  const asked = new URLSearchParams(location.search);
  const chosen = queries.find((query) => query.slug === asked.get("start"));
  // Used once: after a reload, the editor shows the last edited text.
  history.replaceState(null, "", location.pathname);
  makeRoom(localStorage);
  const plugin = { title: "Start queries", icon, content: () => h(StartQueries, { queries }) };
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    h(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: "graphql" }),
      query: asked.get("query") ?? chosen?.text,
      variables: asked.get("variables") ?? undefined,
      operationName: asked.get("operationName") ?? undefined,
      defaultTabs: [{ query: queries[0].text }],
      defaultQuery: "",
      plugins: [plugin],
      visiblePlugin: asked.has("docs") ? GraphiQL.React.DOC_EXPLORER_PLUGIN : undefined,
      inputValueDeprecation: true,
      schemaDescription: true,
    }, h(GraphiQL.Logo, null, h(Home))),
  );
}

start();
