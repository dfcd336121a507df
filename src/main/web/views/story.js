/** The history of one deal: its events with dates, money, parties and disagreements of sources. Without a deal, a choice of deals. */
import { href, record as recordLink } from "../lib/address.js";
import { count, date, label, number, qualified, usd } from "../lib/format.js";
import { html, nothing } from "../lib/html.js";
import { text } from "../lib/language.js";
import { table } from "../lib/list.js";
import { releaseRef } from "../lib/page.js";
import { take } from "../lib/take.js";
import { named } from "../lib/words.js";
import { amount, dollars } from "./record/cash.js";
import { byField, evidence } from "./record/citations.js";
import { withLinks } from "./record/facts.js";
import * as lines from "./record/lines.js";

/** @typedef {import("../lib/page.js").Page} Page */
/** @typedef {{ id: string, deal?: any, investments?: any, deals?: any, timeline?: typeof import("../charts/timeline.js").timeline }} Held */

/** The order of the deals to choose from; their files are those of the list of deals. */
const ORDER = JSON.stringify([{ field: "EVENTS_COUNT", direction: "DESC" }]);

/** @param {Page} page @returns {Promise<Held>} */
async function load(page) {
  const id = page.parameters.get("id") ?? "";
  if (!id) return { id, ...(await page.ask("Stories", {})) };
  const [data, charts] = await Promise.all([page.ask("Story", { id }), import("../charts/timeline.js").catch(() => undefined)]);
  return { id, ...data, timeline: charts?.timeline };
}

/** @param {Page} page @param {Held} held */
function render(page, held) {
  if (!held.id) return choice(page, held.deals);
  if (!held.deal) return nowhere(held.id);
  const { deal, investments } = held;
  return html`<h1>${deal.name}</h1>
    <p class="lead">${lead(deal)} ${counted(investments.aggregate)}</p>
    ${take(page, { operation: "Story", variables: { id: deal.recordId, at: releaseRef(page.parameters) } })}
    <p><a href=${recordLink(deal.recordId)}>${text.story.toRecord}</a></p>
    ${deal.notes ? html`<p>${withLinks(deal.notes)}</p>` : nothing}
    ${held.timeline ? picture(page, deal, held.timeline) : nothing}
    ${events(deal)}
    ${parties(deal)}
    ${money(deal, investments)}
    ${disagreements(deal, backed(held))}
    ${others(deal)}`;
}

/** Parties, place and dates, in a sentence. @param {any} deal */
function lead({ events: { nodes }, parties: { nodes: takers }, project, country }) {
  const dates = nodes.map((/** @type {any} */ event) => event.date).filter(Boolean);
  const place = project?.country ?? country;
  const names = [...new Map(takers.map((/** @type {any} */ party) => [party.organization.recordId, party.organization])).values()];
  const first = dates[0] ? date(dates[0]) : "";
  const last = dates.length > 1 ? date(dates.at(-1)) : "";
  return html`${text.story.happened(nodes.length, first, last)}${names.length > 0 ? html` ${text.story.between} ${names.map((name, index) => html`${index === 0 ? nothing : index === names.length - 1 ? text.story.and : ", "}${named(name)}`)}` : nothing}.
    ${project ? html`${text.story.project} ${named(project)}${place ? html`, ${named(place)}` : nothing}.` : place ? html`${text.story.country} ${named(place)}.` : nothing}`;
}

/** @param {any} aggregate */
const counted = ({ usd: { sum, known, missing } }) => (sum ? text.story.counted(usd(sum), count(known), known, missing) : nothing);

/** The label of an event in the chart. @param {any} event */
const caption = ({ date: happened, type, told }) => {
  const money = told?.usd?.amount ? `${qualified(told.qualifier)}${usd(told.usd.amount)}` : told?.amount ? amount(told) : "";
  const role = money && told.role ? `, ${label(told.role).toLowerCase()}` : "";
  return [date(happened), label(type), money + role].filter(Boolean).join(" · ");
};

/** @param {any} event */
const anchor = (event) => `event-${event.key}`;

/** @param {Page} page @param {any} deal @param {typeof import("../charts/timeline.js").timeline} timeline */
function picture(page, { name, events: { nodes } }, timeline) {
  const dated = nodes.filter((/** @type {any} */ event) => event.date);
  if (dated.length === 0) return nothing;
  return timeline(page, {
    title: name,
    description: text.story.pictureMore(dated.map(caption).join("; ")),
    source: [text.story.key, nodes.length > dated.length ? text.story.undated(nodes.length - dated.length) : ""].filter(Boolean).join(" · "),
    moments: dated.map((/** @type {any} */ event) => ({
      date: event.date, label: caption(event), link: `#${anchor(event)}`, amount: Number(event.told?.usd?.amount ?? 0), hollow: event.told?.role !== "NEW_MONEY",
    })),
    table: table(null, [
      { title: text.story.date, cell: (event) => (event.date ? date(event.date) : text.unknown) },
      { title: text.story.event, cell: (event) => label(event.type) },
      { title: text.story.amount, numeric: true, cell: (event) => (event.told?.amount ? amount(event.told) : "–") },
      { title: text.story.dollars, numeric: true, cell: (event) => (event.told?.usd?.amount ? number(event.told.usd.amount) : "–") },
      { title: text.story.role, cell: (event) => (event.told?.role ? label(event.told.role) : "–") },
    ], nodes),
  });
}

/** @param {any} deal */
function events(deal) {
  return html`<section><h2>${text.story.events}</h2><ol class="events">${deal.events.nodes.map((/** @type {any} */ event) => html`<li class="event" id=${anchor(event)}>
    <h3><a href=${recordLink(event.recordId)}>${event.date ? date(event.date) : text.story.noDate}</a> ${label(event.type)}${isDisputed(deal, event) ? html` <a class="badge disputed" href="#disagreements">${text.record.disputed}</a>` : nothing}</h3>
    <p>${event.description}</p>
    ${event.told?.amount ? html`<p><strong>${amount(event.told)}</strong> ${dollars(event.told)} <span class="quiet">${event.told.role ? text.story.roles[event.told.role] ?? label(event.told.role) : nothing}</span></p>` : nothing}
    ${event.payer || event.interestPct != null || event.investmentLinks.nodes.length > 0 ? html`<p class="quiet">${[
      event.payer ? html`${text.story.paidBy} ${named(event.payer)}` : null,
      event.interestPct != null ? text.story.stake(number(event.interestPct)) : null,
      event.investmentLinks.nodes.length > 0 ? html`${text.story.tellsOf} ${event.investmentLinks.nodes.map((/** @type {any} */ row, /** @type {number} */ index) => html`${index > 0 ? "; " : nothing}${named(short(row.investment, deal.project))}`)}` : null,
    ].filter(Boolean).map((each, index) => html`${index > 0 ? " · " : nothing}${each}`)}</p>` : nothing}
  </li>`)}</ol></section>`;
}

/** @param {any} deal @param {any} event */
const isDisputed = (deal, event) => deal.citations.nodes.some((/** @type {any} */ citation) => citation.stance === "CONTRADICTS" && citation.field === `events[${event.key}]`);

/** @param {any} deal */
const parties = ({ parties: { nodes } }) => (nodes.length === 0 ? nothing : html`<section><h2>${text.story.parties}</h2><ul class="plain">${nodes.map((/** @type {any} */ party) => html`<li>${named(party.organization)} <span class="quiet">${party.role}</span></li>`)}</ul></section>`);

/** An investment without the name of the project, which all of them share. @param {any} investment @param {any} project */
function short(investment, project) {
  const title = project && investment.title.startsWith(`${project.name}: `) ? investment.title.slice(project.name.length + 2) : investment.title;
  return { ...investment, title: title.charAt(0).toUpperCase() + title.slice(1) };
}

/** The investments of the deal's events, and separately the others of its project. @param {any} deal @param {any} investments */
function money({ project }, investments) {
  const linked = new Set(investments.nodes.map((/** @type {any} */ each) => each.recordId));
  const rest = (project?.investments.nodes ?? []).filter((/** @type {any} */ each) => !linked.has(each.recordId));
  const list = (/** @type {any[]} */ nodes) => html`<ul class="plain">${nodes.map((each) => html`<li>${lines.investment(short(each, project))}</li>`)}</ul>`;
  if (linked.size + rest.length === 0) return nothing;
  return html`<section><h2>${text.story.investments}</h2>
    ${linked.size > 0 ? list(investments.nodes) : html`<p class="quiet">${text.story.noInvestments}</p>`}
    ${rest.length > 0 ? html`<h3>${text.story.projectInvestments}</h3>${list(rest)}` : nothing}</section>`;
}

/** All investments of the deal and of its project, each once. @param {Held} held @returns {any[]} */
const backed = ({ deal, investments }) => [...new Map([...investments.nodes, ...(deal.project?.investments.nodes ?? [])].map((each) => [each.recordId, each])).values()];

/** Disagreements of sources about the deal, its project and its investments. @param {any} deal @param {any[]} investments */
function disagreements(deal, investments) {
  const keeps = (/** @type {any} */ of, /** @type {string} */ field) =>
    field === "amount" ? amount(of.money) : field === "announced" && of.announced ? date(of.announced) : of[field] && typeof of[field] === "string" ? of[field] : null;
  const event = (/** @type {string} */ field) => deal.events.nodes.find((/** @type {any} */ each) => `events[${each.key}]` === field);
  const groups = [deal, deal.project, ...investments].filter(Boolean).map((of) => ({ of, disputed: byField(of.citations.nodes).filter((group) => group.contradicts.length > 0) })).filter(({ disputed }) => disputed.length > 0);
  return html`<section id="disagreements"><h2>${text.story.disagreements}</h2>
    ${groups.length === 0 ? html`<p class="quiet">${text.story.noDisagreements}</p>` : groups.map(({ of, disputed }) => html`<h3>${named(of.money ? short(of, deal.project) : of)}</h3>
      ${disputed.map((group) => evidence(group, { events: deal.events.nodes, kept: event(group.field)?.description ?? keeps(of, group.field), of: `${of.recordId.replace(/\W+/g, "-")}-`, level: 4 }))}`)}</section>`;
}

/** @param {any} deal */
function others({ recordId, project }) {
  const nodes = (project?.deals.nodes ?? []).filter((/** @type {any} */ each) => each.recordId !== recordId);
  return html`<section>${nodes.length > 0 ? html`<h2>${text.story.others}</h2><ul class="plain">${nodes.map((/** @type {any} */ each) => html`<li>
    <a href=${href("story", { id: each.recordId })}>${each.name}</a> <span class="quiet">${text.record.events(each.events.totalCount, count(each.events.totalCount))}</span></li>`)}</ul>` : nothing}
    <p><a href=${href("story")}>${text.story.allStories} →</a></p></section>`;
}

/** The deals with the most events. @param {Page} page @param {any} deals */
function choice(page, deals) {
  return html`<h1>${text.story.choose}</h1>
    <p class="lead">${text.story.chooseMore(count(deals.nodes.length), count(deals.totalCount))}</p>
    ${take({ ...page, view: "deals", parameters: new URLSearchParams({ orderBy: ORDER }) }, { operation: "Stories", variables: { at: releaseRef(page.parameters) } })}
    ${table(null, [
      { title: text.fields.name, cell: (deal) => html`<a href=${href("story", { id: deal.recordId })}>${deal.name}</a>` },
      { title: text.story.eventCount, numeric: true, cell: (deal) => count(deal.events.totalCount) },
      { title: text.story.time, cell: (deal) => [...new Set([deal.begin, deal.end].map((end) => (end.nodes[0]?.date ? date(end.nodes[0].date) : "")).filter(Boolean))].join(" – ") },
      { title: text.record.facts.project ?? "", cell: (deal) => named(deal.project) },
      { title: text.fields.country, cell: (deal) => named(deal.project?.country ?? deal.country) },
    ], deals.nodes)}
    <p><a href=${href("deals")}>${text.story.allDeals} →</a></p>`;
}

/** @param {string} id */
const nowhere = (id) => html`<h1>${text.story.none}</h1><p>${text.story.noneMore(id)}</p>
  <p><a href=${href("record", { id })}>${text.story.toRecord}</a> · <a href=${href("story")}>${text.story.allStories}</a> · <a href=${href("story", { id, at: null })}>${text.record.toLatest}</a></p>`;

/** @type {import("../lib/page.js").View} */
export default { title: (held) => held.deal?.name ?? (held.id ? text.story.none : text.story.choose), load, render };
