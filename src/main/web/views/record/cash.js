/** Facts about money: the amount as its source states it, US dollars and their rate, and whether it counts. */
import { record as recordLink } from "../../lib/address.js";
import { date, label, money, number, qualified } from "../../lib/format.js";
import { html, nothing } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { fact, withLinks } from "./facts.js";

/** An amount with its qualifier: `about AUD 250,000,000`. @param {any} cash */
export const amount = (cash) => `${qualified(cash.qualifier)}${money(cash.amount, cash.currency)}`;

/** Whole US dollars with the rate they come from. @param {any} cash */
export function dollars(cash) {
  if (!cash?.amount || cash.currency === "USD") return nothing;
  if (!cash.usd?.amount) return html`<span class="quiet">${text.record.noDollars}</span>`;
  const { rate } = cash.usd;
  return html`US$${number(cash.usd.amount)}${rate ? html` <span class="quiet">(<a href=${recordLink(rate.recordId)}>${text.record.rate(number(rate.usdPerUnit), rate.currency, String(rate.year))}</a>)</span>` : nothing}`;
}

/** The same in one line, for lists. @param {any} cash */
export function inLine(cash) {
  if (!cash?.amount) return nothing;
  return html`${amount(cash)}${cash.currency !== "USD" && cash.usd?.amount ? html` <span class="quiet">(US$${number(cash.usd.amount)})</span>` : nothing}`;
}

/** The facts about the money of an investment. */
export const cashFacts = [
  fact("amount", ({ money: cash }) => (cash.amount ? amount(cash) : text.record.noAmount(label(cash.missingReason)))),
  fact("usd", ({ money: cash }) => (cash.amount && cash.currency !== "USD" ? dollars(cash) : null), "usd_amount"),
  fact("moneyStage", ({ money: { stage } }) => html`${label(stage)} <span class="quiet">${text.record.stages[/** @type {"UP_TO"} */ (stage)]}</span>`, "stage"),
  fact("countInTotals", ({ money: cash }) => html`${cash.countInTotals ? text.record.counts : html`<strong>${text.record.countsNot}</strong>`} ${withLinks(cash.countNote) ?? nothing}`),
  fact("paidAmount", ({ money: cash }) => cash.paidAmount && html`${money(cash.paidAmount, cash.currency)}${cash.paidAsOf ? html` <span class="quiet">${text.record.asOf(date(cash.paidAsOf))}</span>` : nothing}`),
  fact("agencyAmount", ({ money: cash }) => (cash.agencyAmount || (cash.agencyUsd && cash.agencyUsd !== cash.usd?.amount) ? own(cash) : null)),
  fact("valueDate", ({ money: cash }) => cash.valueDate && html`${date(cash.valueDate)} <span class="quiet">${text.record.basisOf(label(cash.valueDateBasis).toLowerCase())}</span>`),
];

/** @param {any} cash */
const own = (cash) => [cash.agencyAmount ? money(cash.agencyAmount, cash.currency) : "", cash.agencyUsd && !(cash.currency === "USD" && cash.agencyAmount) ? `US$${number(cash.agencyUsd)}` : ""].filter(Boolean).join(" = ");
