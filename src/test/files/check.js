// Checks the unpacked archive of a release, whose folder is the first argument, with programs that others wrote for each standard.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { plugins } from "@citation-js/core";
import "@citation-js/plugin-cff";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import datapackage from "datapackage";
import jsonld from "jsonld";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";

const folder = process.argv[2];
const base = "https://data.example.org/releases/x/";
const dcat = "http://www.w3.org/ns/dcat#";
/** What DCAT 3 has beyond DCAT 2, which the package of terms is of. */
const later = ["DatasetSeries", "first", "hasCurrentVersion", "hasVersion", "inSeries", "isVersionOf", "last", "next", "prev", "previousVersion", "resource", "version"];
const faults = [];

const read = (name) => readFile(join(folder, name), "utf8");
const json = async (name) => JSON.parse(await read(name));
const store = (quads) => new Store(quads);
const told = (what, list) => console.log(`${what}: ${list}`);

/** The statements of a JSON-LD file, with its addresses taken as those of a file on the web. */
async function statements(name) {
    const text = await jsonld.toRDF(await json(name), { base, format: "application/n-quads", safe: true });
    return store(new Parser({ format: "N-Quads" }).parse(text));
}

async function shapes(name, data) {
    const rules = store(new Parser().parse(await readFile(new URL(name, import.meta.url), "utf8")));
    const report = await new SHACLValidator(rules).validate(data);
    for (const result of report.results) {
        faults.push(`${name}: ${result.focusNode?.value} ${result.path?.value ?? ""}: ${result.message.map((m) => m.value)}`);
    }
    told(name, `${data.size} statements`);
}

/** Every term of DCAT that is used is one that DCAT has. */
async function vocabulary(data) {
    const { default: ontology } = await import("@vocabulary/dcat");
    const { default: factory } = await import("@rdfjs/data-model");
    const known = new Set([...ontology({ factory }).map((quad) => quad.subject.value), ...later.map((term) => dcat + term)]);
    const used = new Set([...data].flatMap((quad) => [quad.predicate.value, quad.object.value]).filter((term) => term.startsWith(dcat)));
    for (const term of used) {
        if (!known.has(term)) faults.push(`dcat.jsonld: ${term} is no term of DCAT`);
    }
    told("terms of DCAT", used.size);
}

/** Holds the description to the profile that Data Package 2.0 publishes (public domain), kept beside this file. */
async function profile(descriptor) {
    const schema = JSON.parse(await readFile(new URL("datapackage-2.0.json", import.meta.url), "utf8"));
    const validator = new Ajv({ strict: false, allErrors: true });
    formats.default(validator);
    validator.addFormat("textarea", true);
    if (!validator.validate(schema, descriptor)) {
        validator.errors.forEach((error) => faults.push(`datapackage.json: ${error.instancePath} ${error.message}`));
    }
}

/** Reads every row of every table with its types, constraints and keys. */
async function dataPackage() {
    const descriptor = await json("datapackage.json");
    await profile(descriptor);
    const data = await datapackage.Package.load(descriptor, { basePath: folder });
    data.errors.forEach((error) => faults.push(`datapackage.json: ${error.message}`));
    let rows = 0;
    for (const resource of data.resources.filter((each) => each.descriptor.schema)) {
        try {
            rows += (await resource.read({ relations: true })).length;
        } catch (error) {
            (error.errors?.length ? error.errors : [error]).forEach((each) => faults.push(`${resource.name}: ${each.message}`));
        }
    }
    told("datapackage.json", `${data.resources.length} resources, ${rows} rows read`);
}

async function citation() {
    const [found] = plugins.input.chain(await read("CITATION.cff"), { generateGraph: false });
    const expected = await json("datapackage.json");
    if (found.type !== "dataset" || found.title !== expected.title || found.version !== expected.version) {
        faults.push(`CITATION.cff: ${JSON.stringify(found)}`);
    }
    told("CITATION.cff", found.title);
}

await dataPackage();
const catalog = await statements("dcat.jsonld");
await shapes("dcat.ttl", catalog);
await vocabulary(catalog);
await shapes("croissant.ttl", await statements("croissant.json"));
await citation();
faults.slice(0, 50).forEach((fault) => console.error(fault));
if (faults.length > 0) {
    console.error(`${faults.length} faults`);
    process.exit(1);
}
