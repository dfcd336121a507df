// What a reader does in the explorer, from the first look to a file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { base, launch, open } from "./browser.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The views with an address that shows something on each. */
const VIEWS = {
  overview: "/",
  projects: "/projects",
  deals: "/deals",
  offices: "/offices",
  investments: "/investments",
  organizations: "/organizations",
  observations: "/observations",
  sources: "/sources",
  record: "/record?id=project:lynas-mt-weld-gebeng",
  story: "/story?id=deal:lynas-japan-supply",
  indicators: "/indicators",
  supply: "/supply?mineral=mineral:cobalt",
  money: "/money",
  changes: "/changes?from=2026.11.0&to=2026.11.1",
  search: "/search?text=lynas",
};
const DEVICES = { desktop: {}, phone: { viewport: { width: 390, height: 844 } }, dark: { colorScheme: "dark" } };

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const settled = (page) => page.waitForSelector("main[aria-busy=false] h1");

/** A request that the page itself gave up, since the reader went on, is nothing wrong. */
const serious = (wrongs) => wrongs.filter((wrong) => !/ failed: net::ERR_ABORTED$/.test(wrong));

/** Opens a view, does something there, and holds the page to having done nothing wrong. */
async function visit(path, options, act) {
  const { page, wrongs, close } = await open(browser, path, options);
  try {
    await settled(page);
    await act(page);
    assert.deepEqual(serious(wrongs), []);
  } finally {
    await close();
  }
}

async function ask(query, variables = {}) {
  const answer = await fetch(`${base}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined);
  return data;
}

for (const [name, path] of Object.entries(VIEWS)) {
  test(`${name} can be read by everybody`, async (t) => {
    for (const [device, options] of Object.entries(DEVICES)) {
      await t.test(device, () => visit(path, options, async (page) => {
        await page.waitForLoadState("networkidle");
        assert.equal(await page.locator("main h1").count(), 1);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} px wider than the window`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
        assert.deepEqual(violations.filter((each) => ["serious", "critical"].includes(each.impact)).map((each) => `${each.id}: ${each.nodes[0].html}`), []);
      }));
    }
  });
}

test("a reader filters, turns the page, opens a record, travels in time and comes back", () => visit("/projects", {}, async (page) => {
  const whole = (await ask("{ projects { totalCount } }")).projects.totalCount;
  const counted = async () => Number((await page.locator(".count").textContent()).replace(/\D.*$/, ""));
  assert.equal(await counted(), whole);
  await page.getByLabel("Production").check();
  await page.waitForFunction((whole) => !document.querySelector(".count").textContent.startsWith(`${whole} `), whole);
  const filtered = (await ask("{ projects(filter: {stage: {in: [PRODUCTION]}}) { totalCount } }")).projects.totalCount;
  assert.equal(await counted(), filtered);
  assert.match(page.url(), /filter=.*stage.*PRODUCTION/);
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await page.waitForFunction((whole) => document.querySelector(".count").textContent.startsWith(`${whole} `), whole);
  const first = await page.locator("tbody tr td a").first().textContent();
  await page.getByRole("link", { name: "Next →" }).click();
  await page.waitForFunction((first) => document.querySelector("tbody tr td a").textContent !== first, first);
  await page.getByRole("link", { name: "← Previous" }).click();
  await page.waitForFunction((first) => document.querySelector("tbody tr td a").textContent === first, first);
  await page.goto(`${base}/record?id=project:lofdal`);
  await page.getByRole("heading", { level: 1, name: "Lofdal" }).waitFor();
  await page.locator("label.release select").selectOption("2026.11.3");
  await page.waitForURL(/at=2026\.11\.3/);
  await settled(page);
  await page.getByRole("link", { name: "Projects", exact: true }).first().click();
  await page.getByText(/records, release 2026\.11\.3/).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Lofdal" }).waitFor();
}));

test("sorting a column is what the API sorts", () => visit("/projects", {}, async (page) => {
  await page.getByRole("link", { name: "Money that counts" }).click();
  await page.locator("th[aria-sort=descending]").waitFor();
  const { projects } = await ask("{ projects(orderBy: [{field: INVESTMENTS_USD_SUM, direction: DESC}], first: 5) { nodes { name } } }");
  assert.deepEqual((await page.locator("tbody tr td:first-child").allTextContents()).slice(0, 5).map((name) => name.trim()), projects.nodes.map((project) => project.name));
}));

test("the CSV of a view has the rows of its table", () => visit("/offices", {}, async (page) => {
  const cities = (await page.locator("tbody tr td:first-child").allTextContents()).map((city) => city.trim());
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  const [head, ...rows] = (await readFile(await file.path(), "utf8")).trim().split("\n");
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
  const at = cells(head).indexOf("city");
  assert.equal(rows.length, cities.length);
  assert.deepEqual(rows.map((row) => cells(row)[at]).sort(), [...cities].sort());
  assert.match(file.suggestedFilename(), /^lode-offices-\d{4}\.\d+\.\d+\.csv$/);
}));

test("the query of a view runs in GraphiQL and gives what the view shows", () => visit("/projects?filter=%7B%22stage%22%3A%7B%22in%22%3A%5B%22RECYCLING%22%5D%7D%7D", {}, async (page) => {
  const shown = await page.locator(".count").textContent();
  await page.getByRole("link", { name: "GraphQL", exact: true }).click();
  await page.waitForSelector(".graphiql-query-editor .CodeMirror-line");
  await page.getByRole("button", { name: "Execute query" }).click();
  // A document with several operations asks which one is meant.
  const choice = page.getByRole("menuitem", { name: "Projects", exact: true });
  await choice.click({ timeout: 3_000 }).catch(() => {});
  await page.waitForFunction(() => document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue().includes('"totalCount"'));
  const answer = JSON.parse(await page.locator(".result-window .CodeMirror").evaluate((element) => element.CodeMirror.getValue()));
  assert.ok(shown.startsWith(`${answer.data.projects.totalCount} records, release ${answer.extensions.release.version}`), shown);
}));

test("the JSON behind a view is the answer to its query", () => visit("/deals", {}, async (page) => {
  const address = await page.getByRole("link", { name: "JSON" }).getAttribute("href");
  const { data } = await (await fetch(`${base}/${address}`)).json();
  assert.ok((await page.locator(".count").textContent()).startsWith(`${data.deals.totalCount} `));
}));

test("a citation of a view can be asked again", () => visit("/money", {}, async (page) => {
  await page.getByRole("button", { name: "Cite" }).click();
  const link = page.locator("dialog a").first();
  await link.waitFor();
  const again = await fetch(await link.getAttribute("href"), { headers: { accept: "text/plain" } });
  assert.equal(again.status, 200);
  assert.equal((await page.locator("dialog pre").first().textContent()).trim(), (await again.text()).trim());
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator("dialog").waitFor({ state: "detached" });
}));

test("a view can be shown in a frame of another page", () => visit("/projects?embed=1&at=2026.12.0", {}, async (page) => {
  assert.equal(await page.locator("header, footer, .facets").count(), 0);
  const out = await page.getByRole("link", { name: "Open in Lode" }).getAttribute("href");
  assert.equal(out, `${base}/projects?at=2026.12.0`);
}));

test("a picture carries its title, release and licence, as SVG and as PNG", () => visit("/projects", {}, async (page) => {
  await page.locator("svg.chart").waitFor();
  const [drawing] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "SVG" }).click()]);
  const svg = await readFile(await drawing.path(), "utf8");
  assert.match(svg, /^<svg[\s\S]*Projects[\s\S]*release \d{4}\.\d+\.\d+ of[\s\S]*CC BY/);
  assert.ok(!svg.includes("class="), svg.slice(0, 500));
  const [image] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG" }).click()]);
  assert.deepEqual([...(await readFile(await image.path())).subarray(1, 4)], [...Buffer.from("PNG")]);
}));

test("the address says where the map looks", () => visit("/projects", {}, async (page) => {
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Move →" }).click();
  const shift = await page.locator(".map svg g[transform*=scale]").getAttribute("transform");
  assert.match(shift, /scale\(2\.56\)/);
  await page.reload();
  await page.locator(".map svg g[transform*=scale]").waitFor();
  const round = (text) => text.match(/-?[\d.]+/g).map((part) => Math.round(Number(part) / 4));
  assert.deepEqual(round(await page.locator(".map svg g[transform*=scale]").getAttribute("transform")), round(shift));
  await page.getByRole("button", { name: "Whole world" }).click();
  assert.doesNotMatch(page.url(), /map=/);
}));

test("the search box suggests names and finds records, by keyboard alone", () => visit("/", {}, async (page) => {
  await page.getByLabel("Search records").focus();
  await page.keyboard.type("lofd");
  await page.locator("#suggestions a", { hasText: "Lofdal" }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Lofdal/ }).waitFor();
  await page.getByLabel("Search records").fill("rare earth");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Search: rare earth" }).waitFor();
  assert.ok(await page.locator(".hits li").count() > 5);
}));

test("the figures of the overview are those of the API, and each leads to its record and its source", () => visit("/", {}, async (page) => {
  const { coverage, releases } = await ask("{ coverage { measure itemisedInAll claim { recordId subject { recordId } } } releases(last: 1) { nodes { version } } }");
  const claims = coverage.filter((each) => each.claim.subject.recordId === "org:jogmec");
  assert.equal(claims.length, 3);
  for (const { measure, itemisedInAll, claim } of claims) {
    const card = page.locator(".story .card").filter({ has: page.locator(`.figure a[href*="${claim.recordId}"]`) });
    const text = await card.textContent();
    if (measure !== "INVESTMENT_USD") assert.match(text, new RegExp(`\\b${itemisedInAll} (countries )?itemised`));
    else assert.ok(text.includes(`US$${(Number(itemisedInAll) / 1e9).toPrecision(3).replace(/\.?0+$/, "")}bn itemised`), text);
  }
  const sources = await page.locator(".story .card a[href*='source:']").evaluateAll((links) => links.map((link) => link.href));
  assert.ok(sources.length >= 5);
  for (const address of new Set(sources)) {
    await page.goto(address);
    await settled(page);
    await page.getByText("Source", { exact: true }).first().waitFor();
  }
  assert.ok(releases.nodes[0].version);
}));

test("two releases are compared by reason", () => visit("/changes?from=2026.11.0&to=2026.11.1", {}, async (page) => {
  const { diff } = await ask('{ diff(from: {version: "2026.11.0"}, to: {version: "2026.11.1"}) { totalCount nodes { reasons } } }');
  const text = await page.locator("main").textContent();
  assert.ok(text.includes(`${diff.totalCount.toLocaleString("en-GB")} records differ`), text.slice(0, 400));
  const reasons = new Set(diff.nodes.flatMap((change) => change.reasons));
  assert.deepEqual([...reasons].filter((reason) => reason !== "NEW_SOURCE"), []);
  await page.getByRole("heading", { level: 3, name: /^New source/ }).waitFor();
  await page.getByRole("link", { name: "Swap" }).or(page.getByRole("button", { name: "Swap" })).click();
  await page.getByRole("heading", { level: 1, name: "Changes from 2026.11.1 to 2026.11.0" }).waitFor();
}));

test("a record that is not there says so", () => visit("/record?id=project:nope", {}, async (page) => {
  await page.getByText("project:nope").first().waitFor();
}));

test("a parameter that is no JSON is named, also after the window changes", async () => {
  for (const path of ["/projects?filter={bad", "/projects?orderBy=NAME", "/money?filter={bad", "/indicators?filter={bad"]) {
    const { page, close } = await open(browser, path);
    const alert = page.getByRole("alert").getByText("(expected: JSON)");
    await alert.waitFor();
    await page.setViewportSize({ width: 900, height: 700 });
    await page.waitForTimeout(300);
    assert.ok(await alert.isVisible(), path);
    await close();
  }
});

test("a language that is none is English", async () => {
  for (const lang of ["zz", "toString", "__proto__"]) {
    await visit(`/?lang=${lang}`, {}, (page) => page.getByRole("heading", { level: 2, name: "Explore" }).waitFor());
  }
  await visit("/?lang=ja", {}, (page) => page.getByRole("link", { name: "プロジェクト" }).first().waitFor());
});

test("facets stay under the hand: by keyboard, with no row left, and by the back button", () => visit("/projects", {}, async (page) => {
  const box = page.getByLabel("Production");
  await box.focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector(".count").textContent.startsWith("30 "));
  await page.waitForLoadState("networkidle");
  assert.equal(await page.evaluate(() => document.activeElement.type), "checkbox");
  await page.getByLabel("Words in the record").fill("zzzq");
  await page.getByText("No record meets these conditions.").waitFor();
  assert.ok(await page.getByLabel("PRODUCTION").isChecked());
  await page.waitForLoadState("networkidle");
  await page.getByLabel("PRODUCTION").click();
  await page.waitForFunction(() => !location.search.includes("PRODUCTION"));
  await page.goBack();
  await page.waitForFunction(() => location.search.includes("PRODUCTION"));
}));

test("the code of a frame escapes the title", () => visit("/search?text=%22%20onload%3D%22alert(1)", {}, async (page) => {
  await page.getByRole("button", { name: "Embed" }).click();
  const code = await page.locator("dialog pre").first().textContent();
  assert.ok(code.includes('title="Search: &quot; onload=&quot;alert(1)'), code);
  await page.goBack();
  await page.locator("dialog").waitFor({ state: "detached" });
}));

test("an id with a release is read at that release, and so are its links", () => visit("/record?id=deal:lynas-japan-supply@2026.11.0", {}, async (page) => {
  await page.waitForURL(/at=2026\.11\.0/);
  await settled(page);
  assert.equal(await page.locator("label.release select").inputValue(), "2026.11.0");
}));

test("without a network the page says so, and shows the view when it is back", async () => {
  const { page, close } = await open(browser, "/projects");
  await settled(page);
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Deals", exact: true }).first().click();
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Deals" }).waitFor();
  await close();
});

test("without its map a list still shows its rows", async () => {
  const { page, close } = await open(browser, "/projects", {});
  await page.route("**/charts/map.js", (route) => route.abort());
  await page.goto(`${base}/projects`);
  await page.getByText("The map could not be loaded.").waitFor();
  assert.equal(await page.locator("tbody tr").count(), 50);
  await close();
});

test("a server that limits its clients is waited for", async () => {
  // Answers that the server has at hand are free, so the view is asked for at a release at which nobody asked for it before.
  const { page, close } = await open(browser, "/projects?at=2026.11.2");
  await settled(page);
  const limited = await page.evaluate(async () => {
    let first = 500;
    for (const lists of [150, 40, 10]) {
      const parts = Array.from({ length: lists }, (_, at) => `a${at}: citations(first: $first) { nodes { source { kind } subject { __typename } } }`);
      const query = `query Large($first: Int) { ${parts.join(" ")} }`;
      let status = 0;
      while (status !== 429) {
        first -= 1;
        if (first < 400) return false;
        const answer = await fetch("graphql", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables: { first } }) });
        await answer.text();
        status = answer.status;
      }
    }
    return true;
  });
  assert.ok(limited);
  await page.getByRole("link", { name: "Supply", exact: true }).first().click();
  await page.getByRole("alert").getByText("Too many questions at once").waitFor();
  await page.getByText(/Trying again in \d+ s/).waitFor();
  await page.getByRole("heading", { level: 1, name: /mining/ }).waitFor({ timeout: 60_000 });
  await close();
});
