/** Projects, deals and investments: the activities of agencies. */
import { href } from "../../lib/address.js";
import { count, label, number, qualified, usd } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { cashFacts } from "./cash.js";
import { dated, fact, linked, linkedAll, percent, place, plain, word } from "./facts.js";
import * as lines from "./lines.js";

/** @typedef {import("./kinds.js").Kind} Kind */

/** The counted sum, above a list of investments. @param {any} list */
export const total = (list) => (list.aggregate.usd.sum ? text.record.total(usd(list.aggregate.usd.sum), count(list.aggregate.usd.missing)) : null);

/** @type {Kind} */
export const project = {
  facts: [
    plain("summary"),
    linked("country"),
    plain("region"),
    place,
    linkedAll("minerals"),
    linked("primaryMineral"),
    word("stage"),
    word("status"),
    dated("statusAsOf"),
    dated("startDate"),
    dated("endDate"),
    linked("agency"),
    linked("operator"),
    plain("notes"),
  ],
  related: [
    { name: "participants", line: lines.participant },
    { name: "investments", line: lines.investment, note: ({ investments }) => total(investments), all: ({ recordId }) => href("investments", { filter: { projectId: { eq: recordId } } }) },
    { name: "deals", line: lines.deal, all: ({ recordId }) => href("deals", { filter: { projectId: { eq: recordId } } }) },
    { name: "observations", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { subjectId: { eq: recordId } } }) },
  ],
};

/** The investments of a deal's events, each once. @param {any} deal */
function eventInvestments(deal) {
  const nodes = [...new Map(deal.eventInvestments.nodes.map((/** @type {any} */ row) => [row.investment.recordId, row.investment])).values()];
  return { totalCount: nodes.length, nodes };
}

/** @type {Kind} */
export const deal = {
  above: (_page, { recordId }) => html`<p><a class="more" href=${href("story", { id: recordId })}>${text.record.readStory} →</a></p>`,
  facts: [
    linked("dealProject", "project_id"),
    linked("concerns", "country_id"),
    plain("notes"),
  ],
  related: [
    { name: "events", line: lines.event },
    { name: "parties", line: (row) => lines.stake(row, row.organization) },
    { name: "eventInvestments", rows: eventInvestments, line: lines.investment, all: ({ recordId }) => href("investments", { filter: { eventInvestments: { some: { dealId: { eq: recordId } } } } }) },
  ],
};

/** @type {Kind} */
export const investment = {
  facts: [
    word("instrument"),
    linked("fundedProject", "project_id"),
    linked("agency"),
    linked("investor"),
    linked("recipient"),
    linkedAll("partners"),
    ...cashFacts,
    percent("agencySharePct"),
    dated("announced"),
    fact("interestPct", ({ interestPct, interestQualifier }) => interestPct != null && `${qualified(interestQualifier)}${number(interestPct)} %`),
    plain("terms"),
    plain("notes"),
  ],
  related: [
    {
      name: "investmentEvents", rows: (record) => record.eventInvestments,
      line: (row) => html`<a href=${href("record", { id: `${row.deal.recordId}/${row.eventKey}` })}>${eventName(row.eventKey)}</a> 
        <span class="quiet"><a href=${href("story", { id: row.deal.recordId })}>${row.deal.title}</a></span>`,
    },
  ],
};

/** The key of an event as text: `2011-03-financial-close` is `2011-03, financial close`. @param {string} key */
export function eventName(key) {
  const [, day, kind] = /^([\d-]*\d|undated)-(.*)$/.exec(key) ?? ["", "", key];
  return day ? `${day}, ${label(kind?.replaceAll("-", "_").toUpperCase()).toLowerCase()}` : key;
}
