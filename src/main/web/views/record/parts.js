/** Parts of records; a part's own id follows that of its record. */
import { href } from "../../lib/address.js";
import { label, number } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { amount, dollars } from "./cash.js";
import { eventName } from "./doings.js";
import { dated, fact, linked, percent, plain, word } from "./facts.js";
import { languageName } from "./figures.js";
import * as lines from "./lines.js";

/** The role of the amount of an event, and its US dollars. */
export const told = fact("told", ({ told: cash }) => cash?.amount && html`${amount(cash)} <span class="quiet">${cash.role ? label(cash.role).toLowerCase() : nothing}</span>${cash.currency === "USD" ? nothing : html`<br>${dollars(cash)}`}`);

/** @type {Record<string, import("./kinds.js").Kind>} */
export const parts = {
  DealEvent: {
    facts: [
      linked("deal"),
      dated("date"),
      word("type"),
      plain("description"),
      told,
      fact("interestPct", ({ interestPct }) => interestPct != null && `${number(interestPct)} %`),
      linked("payer"),
    ],
    related: [{ name: "investmentLinks", line: (row) => lines.investment(row.investment) }],
  },
  DealParty: { facts: [linked("deal"), linked("organization"), plain("partyRole")] },
  DealEventInvestment: {
    facts: [
      linked("deal"),
      fact("eventKey", ({ deal, eventKey }) => html`<a href=${href("record", { id: `${deal.recordId}/${eventKey}` })}>${eventName(eventKey)}</a>`),
      fact("dealInvestment", ({ investment }) => lines.investment(investment)),
    ],
  },
  ProjectParticipant: { facts: [linked("project"), linked("organization"), word("participantRole"), percent("interestPct"), dated("asOf"), dated("fromDate"), dated("toDate")] },
  OrganizationName: { facts: [linked("organization"), plain("name"), fact("nameLanguage", ({ nameLanguage }) => languageName(nameLanguage)), plain("script"), linked("source")] },
  MineralList: { facts: [linked("listed"), word("list"), plain("nameInList")] },
};

/** The name of a part: it has no title of its own. @param {any} part */
export function partTitle(part) {
  const whole = part.deal?.title ?? part.project?.name ?? part.organization?.title ?? part.listed?.name;
  const key = part.key ?? part.eventKey;
  const other = part.deal || part.project ? part.organization?.title : "";
  return [whole, key ? eventName(key) : part.list ? label(part.list) : (part.name ?? other)].filter(Boolean).join(": ");
}
