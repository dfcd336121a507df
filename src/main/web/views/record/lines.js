/** Other records as lines of a list: their names, and what distinguishes them. */
import { href, record as recordLink } from "../../lib/address.js";
import { count, date, label, number, figure } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { inLine } from "./cash.js";

/** @param {any} of a record @param {unknown[]} more */
const line = (of, ...more) => html`<a href=${recordLink(of.recordId)}>${of.title ?? of.name}</a>${more.filter((each) => each && each !== nothing).map((each) => html` <span class="quiet">${each}</span>`)}`;

/** The title already has instrument, amount and day. @param {any} of */
export const investment = (of) => line(of,
  of.money.currency !== "USD" && of.money.usd?.amount ? `US$${number(of.money.usd.amount)}` : nothing,
  of.money.stage === "UP_TO" ? label("UP_TO").toLowerCase() : nothing,
  of.money.countInTotals ? nothing : text.record.countsNot);

/** @param {any} of */
export const project = (of) => line(of, label(of.stage), of.startDate ? date(of.startDate) : nothing);

/** @param {any} of */
export const deal = (of) => line(of, html`<a href=${href("story", { id: of.recordId })}>${text.record.events(of.events.totalCount, count(of.events.totalCount))}</a>`);

/** @param {any} of */
export const office = (of) => line(of, label(of.type), of.opened || of.closed ? `${of.opened ? date(of.opened) : "?"}–${of.closed ? date(of.closed) : ""}` : nothing);

/** @param {any} of */
export const organization = (of) => line(of, label(of.type));

/** @param {any} of */
export const mineral = (of) => line(of, of.symbol);

/** @param {any} of an observation */
export const observed = (of) => line(of, figure(of));

/** A part with a role and a stake. @param {any} part @param {any} of the record at its other end @param {unknown} more */
export const stake = (part, of, more = nothing) => line(of, label(part.role), part.interestPct != null ? `${number(part.interestPct)} %` : nothing, more);

/** The participants of a project. @param {any} part */
export function participant(part) {
  const from = part.fromDate || part.toDate ? `${part.fromDate ? date(part.fromDate) : "?"}–${part.toDate ? date(part.toDate) : ""}` : nothing;
  return stake(part, part.organization, html`${from} ${part.asOf ? text.record.asOf(date(part.asOf)) : nothing}`);
}

/** An event of a deal, on one line. @param {any} of */
export const event = (of) => html`<a href=${recordLink(of.recordId)}>${of.date ? date(of.date) : text.unknown}</a> <strong>${label(of.type)}</strong>${of.told?.amount ? html` · ${inLine(of.told)} <span class="quiet">${of.told.role ? label(of.told.role).toLowerCase() : nothing}</span>` : nothing}
  <span class="quiet">${of.description}</span>`;

/** The uses of a source in citations. @param {any} of */
export const claim = (of) => html`${line(of.subject)} <span class=${of.stance === "CONTRADICTS" ? "disputed" : "quiet"}>${of.stance === "CONTRADICTS" ? text.record.contradicts : nothing}</span>
  <span>${of.asserted}</span> <a class="quiet" href=${recordLink(of.recordId)}>${text.record.citation}</a>`;

