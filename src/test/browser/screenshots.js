// Renews the pictures of the explorer in docs/explorer.
import { mkdir } from "node:fs/promises";
import { launch, open } from "./browser.js";

const folder = new URL("../../../docs/explorer/", import.meta.url).pathname;
const views = {
  overview: "/",
  projects: "/projects",
  record: "/record?id=investment:lynas-2011-loan",
  indicators: "/indicators",
  money: "/money",
};
const devices = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 1400 } };

await mkdir(folder, { recursive: true });
const browser = await launch();
for (const [view, path] of Object.entries(views)) {
  for (const [device, viewport] of Object.entries(devices)) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, wrongs, close } = await open(browser, path, { viewport, colorScheme });
      await page.waitForSelector("main[aria-busy=false] h1");
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: `${folder}${view}-${device}-${colorScheme}.jpg`, type: "jpeg", quality: 78 });
      if (wrongs.length > 0) throw new Error(`${path}: ${wrongs.join("; ")}`);
      await close();
    }
  }
}
await browser.close();
