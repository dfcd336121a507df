// Prints what the first view of the explorer costs: bytes before the first useful paint, and times. The limits are in the table.
import { base, launch, open } from "./browser.js";

const USEFUL = ".story .figure a";
const browser = await launch();

/** Bytes as they travelled and the time until what a reader came for is painted, with nothing kept from before. */
async function cold(path, useful) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  let asked = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
  session.on("Network.requestWillBeSent", ({ request }) => { if (request.url.endsWith("/graphql")) asked++; });
  const from = performance.now();
  await page.goto(base + path, { waitUntil: "commit" });
  await page.waitForSelector(useful);
  const found = { millis: Math.round(performance.now() - from), kilobytes: Math.round(bytes / 1000), asked };
  await context.close();
  return found;
}

/** The median time from a typed letter until the list shows what it finds. */
async function typing() {
  const { page, close } = await open(browser, "/sources");
  await page.waitForSelector("tbody tr");
  const [total] = (await page.locator(".count").textContent()).split(" ");
  const times = [];
  for (const letter of "lithium") {
    times.push(await page.evaluate(async (letter) => {
      const input = document.querySelector(".facets input[type=search]");
      const from = performance.now();
      input.value += letter;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      while (document.querySelector("main").getAttribute("aria-busy") !== "false" || performance.now() - from < 1) await new Promise((next) => requestAnimationFrame(next));
      return performance.now() - from;
    }, letter));
  }
  await close();
  times.sort((one, other) => one - other);
  return { total, median: Math.round(times[Math.floor(times.length / 2)]), slowest: Math.round(times.at(-1)) };
}

const warmUp = await cold("/", USEFUL);
const overview = await cold("/", USEFUL);
const projects = await cold("/projects", "tbody tr");
const typed = await typing();
await browser.close();

console.log(`first start of the page    ${warmUp.millis} ms`);
console.log(`overview, cold             ${overview.kilobytes} kB, ${overview.millis} ms, ${overview.asked} GraphQL requests begun (limits: 300 kB, 1000 ms)`);
console.log(`projects, cold             ${projects.kilobytes} kB, ${projects.millis} ms until the table`);
console.log(`a letter in a text filter  ${typed.median} ms, slowest ${typed.slowest} ms, in ${typed.total} records (limit: 150 ms)`);

// Bytes are the same on every machine. Times on a busy one may be three times as long.
if (overview.kilobytes > 300) throw new Error(`${overview.kilobytes} kB before the first useful paint (expected: at most 300)`);
if (overview.millis > 3_000) throw new Error(`${overview.millis} ms until the first view (expected: 1000, on a busy machine at most 3000)`);
if (typed.median > 450) throw new Error(`${typed.median} ms for a letter (expected: 150, on a busy machine at most 450)`);
