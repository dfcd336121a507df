// A Chromium that reaches nothing but this machine, and that notes all that a page should not do.
import { chromium } from "playwright-core";

export const base = process.env.LODE ?? "http://localhost:8080";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: flags });
}

/** Opens a page; `wrongs` fills with requests to elsewhere, failed requests, errors, and what the page's policy forbade. */
export async function open(browser, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const wrongs = [];
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`forbidden: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== base) wrongs.push(`request to ${url}`);
  });
  page.on("requestfailed", (request) => wrongs.push(`${request.url()} failed: ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrongs.push(`${response.url()} answered ${response.status()}`);
  });
  page.on("pageerror", (error) => wrongs.push(`error: ${error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrongs.push(`${message.type()}: ${message.text()}`);
  });
  await page.goto(base + path, { waitUntil: "load" });
  return { page, wrongs, close: () => context.close() };
}
