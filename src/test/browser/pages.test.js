import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, launch, open } from "./browser.js";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** Opens a page, does something there, and holds the page to having done nothing wrong. */
async function visit(path, options, act) {
  const { page, wrongs, close } = await open(browser, path, options);
  try {
    await act(page);
    assert.deepEqual(wrongs, []);
  } finally {
    await close();
  }
}

const ready = (page) => page.waitForSelector(".graphiql-query-editor .CodeMirror-line");
const editorText = (page) => page.locator(".graphiql-query-editor .CodeMirror").evaluate((element) => element.CodeMirror.getValue());

async function run(page) {
  await page.getByRole("button", { name: "Execute query" }).click();
  await page.waitForFunction(() => document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue().includes('"data"'));
  return JSON.parse(await page.locator(".result-window .CodeMirror").evaluate((element) => element.CodeMirror.getValue()));
}

async function slugs() {
  const html = await (await fetch(`${base}/developers`)).text();
  return [...html.matchAll(/graphiql\?start=([a-z-]+)/g)].map((found) => found[1]);
}

test("the browser reaches nothing but this machine", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await assert.rejects(page.goto("http://example.org/"), /ERR_NAME_NOT_RESOLVED/);
  await context.close();
});

for (const [device, options] of Object.entries({ desk: {}, phone: { viewport: { width: 390, height: 844 } }, night: { colorScheme: "dark" } })) {
  test(`the page for developers says the newest release and shows six cards, ${device}`, () => visit("/developers", options, async (page) => {
    await page.getByText(/^Release \d{4}\.\d+\.\d+/).waitFor();
    const cards = page.locator("a.card");
    assert.equal(await cards.count(), 6);
    for (const card of await cards.all()) assert.ok(await card.isVisible());
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the window`);
  }));
}

test("each card opens its query, and the query shows data", async (t) => {
  const all = await slugs();
  assert.equal(all.length, 6);
  for (const slug of all) {
    await t.test(slug, () => visit("/developers", {}, async (page) => {
      // Leaving the page earlier would abort its own request.
      await page.getByText(/^Release \d{4}\.\d+\.\d+/).waitFor();
      const card = page.locator(`a.card[href="graphiql?start=${slug}"]`);
      const title = await card.locator("h3").textContent();
      await card.click();
      await ready(page);
      assert.match(await editorText(page), new RegExp(`^# ${title}\n`));
      const answer = await run(page);
      assert.equal(answer.errors, undefined);
      assert.ok(JSON.stringify(answer.data).length > 300, JSON.stringify(answer.data));
    }));
  }
});

test("the editor completes the name of a field", () => visit("/graphiql", {}, async (page) => {
  await ready(page);
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("{ proj", { delay: 60 });
  const hints = page.locator(".CodeMirror-hints li");
  await hints.first().waitFor();
  assert.ok((await hints.allTextContents()).some((hint) => hint.startsWith("projects")), String(await hints.allTextContents()));
}));

test("the docs find a type and can be read", () => visit("/graphiql?docs", {}, async (page) => {
  await ready(page);
  await page.locator(".graphiql-doc-explorer-search").click();
  await page.keyboard.type("Project", { delay: 40 });
  await page.getByRole("option", { name: "Project", exact: true }).click();
  await page.locator(".graphiql-doc-explorer-title", { hasText: /^Project$/ }).waitFor();
  const description = page.locator(".graphiql-doc-explorer-content .graphiql-markdown-description").first();
  const look = await description.evaluate((element) => ({
    width: element.getBoundingClientRect().width,
    size: parseFloat(getComputedStyle(element).fontSize),
  }));
  assert.ok(look.width >= 300, `${look.width} px wide`);
  assert.ok(look.size >= 14, `${look.size} px high`);
}));

test("start queries are at hand in GraphiQL, and one that is open is not opened twice", () => visit("/graphiql", {}, async (page) => {
  await ready(page);
  await page.getByRole("button", { name: "Show Start queries" }).click();
  const queries = page.locator(".lode-queries button");
  assert.equal(await queries.count(), 6);
  for (const at of [5, 2, 5]) {
    await queries.nth(at).click();
    const title = await queries.nth(at).locator("strong").textContent();
    await page.waitForFunction((expected) =>
      document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.getValue().startsWith(`# ${expected}\n`), title);
  }
  assert.equal(await page.locator(".graphiql-tab").count(), 3);
}));

test("settings and short keys open without a word from the policy", () => visit("/graphiql", {}, async (page) => {
  await ready(page);
  for (const name of ["Open settings dialog", "Open short keys dialog"]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
}));

test("an EventSource is open within a second and gets its events", async () => {
  const { page, wrongs, close } = await open(browser, "/");
  const heard = await page.evaluate(() => new Promise((resolve, reject) => {
    const from = performance.now();
    const ask = (query) => new EventSource(`/graphql?query=${encodeURIComponent(query)}`);
    const news = ask("subscription { releasePublished { version } }");
    news.onerror = () => reject(new Error("the EventSource of news failed"));
    news.onopen = () => {
      const opened = performance.now() - from;
      news.close();
      const release = ask("{ release { version } }");
      let result;
      release.onerror = () => reject(new Error("the EventSource of a query failed"));
      release.addEventListener("next", (event) => { result = JSON.parse(event.data); });
      release.addEventListener("complete", () => { release.close(); resolve({ opened, result }); });
    };
  }));
  assert.ok(heard.opened < 1_000, `open after ${heard.opened} ms`);
  assert.match(heard.result.data.release.version, /^\d{4}\.\d+\.\d+$/);
  // The page itself ends both streams.
  assert.deepEqual(wrongs.filter((wrong) => !/\/graphql\?query=\S+ failed: net::ERR_ABORTED$/.test(wrong)), []);
  await close();
});

if (process.env.SCREENSHOT) {
  test("the picture of the documents", () => visit("/graphiql?start=projects-of-a-country", {}, async (page) => {
    await ready(page);
    await page.getByRole("button", { name: "Show Start queries" }).click();
    await run(page);
    await page.mouse.move(700, 500);
    await page.screenshot({ path: process.env.SCREENSHOT });
  }));
}
