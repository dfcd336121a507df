/** Offices, organizations, countries, minerals and indicators: the subjects of activities and figures. */
import { href } from "../../lib/address.js";
import { label, unitWords } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { text } from "../../lib/language.js";
import { total } from "./doings.js";
import { dated, fact, linked, listed, place, plain, texts, word } from "./facts.js";
import * as lines from "./lines.js";

/** @typedef {import("./kinds.js").Kind} Kind */

/** @type {Kind} */
export const office = {
  facts: [
    word("officeType", "type"),
    linked("agency"),
    plain("city"),
    linked("country"),
    place,
    dated("opened"),
    dated("closed"),
    plain("notes"),
  ],
};

/** @type {Kind} */
export const organization = {
  facts: [
    word("organizationType", "type"),
    linked("homeCountry", "country_id"),
    linked("parent"),
    dated("founded"),
    texts("otherNames"),
    fact("names", ({ names }) => names.nodes.length > 0 && listed(names.nodes.map((/** @type {any} */ name) => html`<span lang=${name.language}>${name.name}</span> <a class="quiet" href=${href("record", { id: name.source.recordId })}>${text.record.facts.source?.toLowerCase()}</a>`))),
    fact("website", ({ website }) => website && html`<a href=${website} target="_blank" rel="noopener">${website}</a>`),
    linked("namedIn", "named_in_id"),
    linked("namedInSource"),
    plain("notes"),
  ],
  related: [
    { name: "agencyProjects", line: lines.project, all: ({ recordId }) => href("projects", { filter: { agencyId: { in: [recordId] } } }) },
    { name: "operatedProjects", line: lines.project, all: ({ recordId }) => href("projects", { filter: { operatorId: { eq: recordId } } }) },
    { name: "participations", line: (row) => lines.stake(row, row.project), all: ({ recordId }) => href("projects", { filter: { participants: { some: { organizationId: { eq: recordId } } } } }) },
    { name: "agencyInvestments", line: lines.investment, note: ({ agencyInvestments }) => total(agencyInvestments), all: ({ recordId }) => href("investments", { filter: { agencyId: { in: [recordId] } } }) },
    { name: "investorInvestments", line: lines.investment, all: ({ recordId }) => href("investments", { filter: { investorId: { eq: recordId } } }) },
    { name: "receivedInvestments", line: lines.investment, all: ({ recordId }) => href("investments", { filter: { recipientId: { eq: recordId } } }) },
    { name: "partnerInvestments", line: lines.investment, all: ({ recordId }) => href("investments", { filter: { partners: { some: { id: { eq: recordId } } } } }) },
    { name: "dealParties", line: (row) => html`${lines.deal(row.deal)} <span class="quiet">${row.role}</span>`, all: ({ recordId }) => href("deals", { filter: { parties: { some: { organizationId: { in: [recordId] } } } } }) },
    { name: "offices", line: lines.office, all: ({ recordId }) => href("offices", { filter: { agencyId: { in: [recordId] } } }) },
    { name: "subsidiaries", line: lines.organization, all: ({ recordId }) => href("organizations", { filter: { parentId: { eq: recordId } } }) },
    { name: "observations", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { subjectId: { eq: recordId } } }) },
  ],
};

/** @type {Kind} */
export const country = {
  facts: [
    word("countryKind", "kind"),
    plain("code"),
    plain("iso3"),
    texts("otherNames"),
    plain("part", "region"),
    place,
  ],
  related: [
    { name: "projects", line: lines.project, all: ({ recordId }) => href("projects", { filter: { countryId: { in: [recordId] } } }) },
    { name: "deals", line: lines.deal, all: ({ recordId }) => href("deals", { filter: { countryId: { eq: recordId } } }) },
    { name: "offices", line: lines.office, all: ({ recordId }) => href("offices", { filter: { countryId: { in: [recordId] } } }) },
    { name: "organizations", line: lines.organization, all: ({ recordId }) => href("organizations", { filter: { countryId: { in: [recordId] } } }) },
    { name: "observationsAsSubject", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { subjectId: { eq: recordId } } }) },
    { name: "observationsAsPartner", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { partnerId: { eq: recordId } } }) },
  ],
};

/** @type {Kind} */
export const mineral = {
  facts: [
    plain("symbol"),
    fact("atomicNumber", ({ atomicNumber }) => atomicNumber && String(atomicNumber)),
    word("group"),
    word("mainGroup"),
    linked("parent"),
    texts("otherNames"),
    fact("lists", ({ lists }) => lists.nodes.length > 0 && listed(lists.nodes.map((/** @type {any} */ row) => html`<a href=${href("record", { id: row.recordId })} title=${row.nameInList}>${label(row.list)}</a>`))),
  ],
  related: [
    { name: "children", line: lines.mineral },
    { name: "projects", line: lines.project, all: ({ recordId }) => href("projects", { filter: { minerals: { some: { id: { in: [recordId] } } } } }) },
    { name: "observations", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { mineralId: { in: [recordId] } } }) },
  ],
};

/** @type {Kind} */
export const indicator = {
  above: (_page, { recordId }) => html`<p><a class="more" href=${href("indicators", { filter: { indicatorRecordId: { in: [recordId] } } })}>${text.record.openIndicator} →</a></p>`,
  facts: [
    plain("definition"),
    plain("comparability"),
    word("measure"),
    fact("units", ({ units }) => units.length > 0 && units.map((/** @type {string} */ each) => unitWords(each) || each).join(", ")),
  ],
  related: [
    { name: "observations", line: lines.observed, all: ({ recordId }) => href("observations", { filter: { indicatorRecordId: { in: [recordId] } } }) },
  ],
};

