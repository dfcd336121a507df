/** The language of the page: `?lang=ja` in the address, else English. Missing texts are shown in English. */
import english from "../strings/en.js";

export const languages = /** @type {const} */ ({ en: "English", ja: "日本語" });

/** @typedef {keyof typeof languages} Language */

const asked = new URLSearchParams(location.search).get("lang") ?? "en";

/** @type {Language} */
export const language = Object.hasOwn(languages, asked) ? /** @type {Language} */ (asked) : "en";

/** The texts of the page. */
export const text = language === "en" ? english : { ...english, ...(await import(`../strings/${language}.js`)).default };

document.documentElement.lang = language;
