/** The overview of Lode in five figures, each with its source and its records, and links to the views. */
import { href, record } from "../lib/address.js";
import { count, date, figure, number, qualified, usd } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { cited } from "../lib/words.js";
import { take } from "../lib/take.js";

const JOGMEC = "org:jogmec";
const words = text.overview;

/** @type {import("../lib/page.js").View} */
export default {
  title: () => words.title,
  load: (page) => page.ask("Overview", {}),
  render: (page, data) => html`
    <h1>${words.headline}</h1>
    <p class="lead">${words.lead}</p>
    ${take(page, { operation: "Overview", variables: {}, rows: false })}
    <ul class="cards story">${[reliance(data.reliance.nodes), projects(claim(data, "PROJECTS")), money(claim(data, "INVESTMENT_USD")), countries(claim(data, "OFFICE_COUNTRIES")), lynas(data.company.nodes)]}</ul>
    <h2>${words.ways}</h2>
    <ul class="cards">${ways(data).map(([address, title, sentence]) => html`<li class="card"><h3><a href=${address}>${title}</a></h3><p class="quiet">${sentence}</p></li>`)}</ul>
    <p class="quiet">${words.caution}</p>`,
};

/** JOGMEC's claim for this measure, and the figure itemised in the dataset. @param {any} data @param {string} measure */
const claim = (data, measure) => data.coverage?.find((/** @type {any} */ each) => each.measure === measure && each.claim.subject.recordId === JOGMEC);

/**
 * A figure with its source. @param {unknown} figure @param {unknown} sentence @param {any[]} observations whose citations are its sources @param {unknown} [more]
 */
const card = (figure, sentence, observations, more = nothing) => html`<li class="card">
  <span class="figure">${figure}</span>
  <p>${sentence}</p>
  ${more === nothing ? nothing : html`<p>${more}</p>`}
  ${cited(observations, (figure) => [figure.mineral?.name, date(figure.period)].filter(Boolean).join(", "))}
</li>`;

/** A card for a figure that the release does not have. @param {string} sentence */
const absent = (sentence) => html`<li class="card"><span class="figure">–</span><p>${sentence}</p><p class="quiet">${words.absent}</p></li>`;

/** The first, the lowest and the newest share. @param {any[]} shares */
function reliance(shares) {
  const [first] = shares;
  if (!first) return absent(words.reliance);
  const lowest = shares.reduce((low, share) => (Number(share.value) <= Number(low.value) ? share : low), first);
  const last = shares.at(-1);
  const told = [...new Set([first, lowest, last])];
  return card(
    told.map((share, index) => html`${index > 0 ? " → " : nothing}<a href=${record(share.recordId)}>${number(share.value)}&nbsp;%</a>`),
    html`${words.reliance} ${told.map((share) => `${date(share.period)}: ${figure(share)}`).join(", ")}.`,
    told,
    html`<a href=${href("indicators")}>${words.competing}</a>`,
  );
}

/** @param {any} coverage */
function projects(coverage) {
  if (!coverage) return absent(words.projects);
  return card(
    html`<a href=${record(coverage.claim.recordId)}>${figure(coverage.claim)}</a>`,
    html`${words.projectsOf(date(coverage.claim.period))}`,
    [coverage.claim],
    html`<a href=${href("projects", { filter: { agencyId: { in: [JOGMEC] } } })}>${words.itemised(count(Number(coverage.itemisedInAll)))}</a> ${words.within(count(Number(coverage.itemised)), count(coverage.undated))}`,
  );
}

/** @param {any} coverage */
function money(coverage) {
  if (!coverage) return absent(words.money);
  return card(
    html`<a href=${record(coverage.claim.recordId)}>${qualified(coverage.claim.qualifier)}${usd(coverage.claimed)}</a>`,
    html`${words.moneyOf(date(coverage.claim.period))}`,
    [coverage.claim],
    html`<a href=${href("money", { filter: { agencyId: { eq: JOGMEC } } })}>${words.itemised(usd(coverage.itemisedInAll))}</a> ${words.within(usd(coverage.itemised), count(coverage.undated))} ${words.moneyMore}`,
  );
}

/** @param {any} coverage */
function countries(coverage) {
  if (!coverage) return absent(words.countries);
  return card(
    html`<a href=${record(coverage.claim.recordId)}>${figure(coverage.claim)}</a>`,
    words.countriesOf(date(coverage.claim.period)),
    [coverage.claim],
    html`<a href=${href("offices", { filter: { agencyId: { in: [JOGMEC] }, type: { in: ["BRANCH"] } } })}>${words.countriesItemised(count(Number(coverage.itemisedInAll)))}</a>`,
  );
}

/** @param {any[]} shares */
function lynas(shares) {
  if (shares.length === 0) return absent(words.lynas);
  return card(
    shares.map((share, index) => html`${index > 0 ? " · " : nothing}<a href=${record(share.recordId)}>${number(share.value)}&nbsp;%</a>`),
    html`${words.lynas} ${shares.map((share) => `${share.mineral?.name ?? ""}: ${figure(share)} (${date(share.period)})`).join("; ")}.`,
    shares,
    html`<a href=${href("story", { id: "deal:lynas-japan-supply" })}>${words.lynasStory}</a>`,
  );
}

/** @param {any} data @returns {[string, string, string][]} */
function ways(data) {
  return [
    [href("projects"), text.navigation.projects, words.wayProjects(count(data.projects.totalCount), count(data.agencies.groups.length))],
    [href("deals"), text.navigation.deals, words.wayDeals(count(data.deals.totalCount))],
    [href("money"), text.navigation.money, words.wayMoney(count(data.investments.totalCount))],
    [href("indicators"), text.navigation.indicators, words.wayIndicators(count(data.observations.totalCount))],
    [href("supply"), text.navigation.supply, words.waySupply],
    [href("changes"), text.navigation.changes, words.wayChanges],
    [href("sources"), text.navigation.sources, words.waySources(count(data.sources.totalCount))],
    ["developers", text.forDevelopers, words.wayDevelopers],
  ];
}
