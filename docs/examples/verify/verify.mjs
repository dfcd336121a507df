// Verifies answers and files of a Lode, without packages: see README.md. Hashes are SHA-256 in hex.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [VERSION, TYPE, ID] = ['(\\d+\\.\\d+\\.\\d+)', '([A-Z][A-Za-z0-9]*)', '([a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*)'];
const USAGE = 'usage: node verify.mjs record ORIGIN TYPE ID [VERSION] | file URL | release ORIGIN [VERSION] [--key KEY.pub] | served ORIGIN [VERSION]';
const BUCKETS = Array.from({ length: 256 }, (_, number) => number.toString(16).padStart(2, '0'));
const ED25519 = '302a300506032b6570032100'; // what DER has before the 32 bytes of a key

// One record: its body gives the leaf, the leaf leads through its own bucket to its table, and the table to the root.
async function record(origin, type, id, version) {
  const state = version ? undefined : await stateOf(origin);
  const { root, tables, ...manifest } = await manifestOf(origin, version ?? state.version, state);
  const kind = type.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
  const query = `{ proof(type: ${kind}, id: "${id}", at: {version: "${manifest.version}"}) {
    body leaf bucket steps { side hash } table tableSteps { side hash } root } }`;
  const { data, errors } = JSON.parse(await get(`${origin}/graphql`, JSON.stringify({ query })));
  check(`proof of ${id}`, errors ?? typeof data.proof?.leaf, 'string');
  const { body, leaf, bucket, steps, ...proof } = data.proof;
  const told = body === null ? { type, id } : JSON.parse(body);
  check('type, id and leaf of the body', [told.type, told.id, body === null ? leaf : leafOf(body)], [type, id, leaf]);
  // The last 8 steps go through the 256 buckets: their sides are the bits of the bucket's number, the lowest first.
  const sides = Array.from({ length: 8 }, (_, bit) => ((parseInt(bucketOf(type, id), 16) >> bit) & 1 ? 'LEFT' : 'RIGHT'));
  check('bucket', [bucket, ...steps.slice(-8).map(({ side }) => side)], [bucketOf(type, id), ...sides]);
  const table = tables.find((each) => each.type === type);
  check('root and line of the table', [walk(leaf, steps), proof.table], [table.root, lineOf(table)]);
  check('root of the release', [walk(leafOf(proof.table), proof.tableSteps), proof.root], [root, root]);
  console.log(`OK ${type} ${id}${body === null ? ' (redacted: its leaf)' : ''} is in release ${manifest.version}, root ${root}`);
}

// One file: its lines give the hash in the manifest of its release.
async function file(url, origin, version, type, bucket) {
  const { tables } = await manifestOf(origin, version);
  console.log(`OK ${await linesOf(url, tables.find((table) => table.type === type) ?? {}, bucket)}`);
}

// A whole release: the state leads to the newest manifest, each to the one before, and the wanted one to all its records.
async function release(origin, version, key) {
  const [state, chain] = [await stateOf(origin, key), []];
  for (let link = state; link; link = chain.at(-1).previous) chain.push(await manifestOf(origin, link.version, link));
  const wanted = chain.find((manifest) => manifest.version === (version ?? manifest.version));
  check(`release ${version} is in the chain`, wanted !== undefined, true);
  const full = `${origin}/releases/${wanted.version}/full`;
  for (const table of wanted.tables) console.log(await linesOf(`${full}/${table.type}.jsonl`, table));
  console.log(`OK release ${wanted.version} has the root ${wanted.root}`);
}

// What is served: of every record of a release, exports and GraphQL give the values that its proved line has.
async function served(origin, version) {
  const { tables, ...manifest } = await manifestOf(origin, version ?? (await stateOf(origin)).version);
  const { kinds } = JSON.parse(await get(`${origin}/export`));
  const { data: { __schema: { types } } } = await ask(origin, '{ __schema { types { kind name possibleTypes { name } fields { name args { type { kind } defaultValue } type { kind name ofType { kind name } } } } } }');
  const known = new Map(types.map((type) => [type.name, type]));
  for (const table of tables.filter(({ type, rows }) => type !== 'Redirect' && rows > 0)) {
    const records = new Map();
    const url = `${origin}/releases/${manifest.version}/full/${table.type}.jsonl`;
    await linesOf(url, table, undefined, ({ id, data }) => records.set(id, data));
    const plural = known.get('Query').fields.find(({ type }) => (type.ofType ?? type).name === `${table.type}Connection`).name;
    const name = plural.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    check(`an export of ${name}`, kinds.some((kind) => kind.name === name), true);
    const rows = (await get(`${origin}/export/${name}.jsonl?at=${manifest.version}`)).trimEnd().split('\n').map((row) => JSON.parse(row));
    const exported = compare(`export ${name}`, records, rows);
    const fields = known.get(table.type).fields.filter(({ type: { kind, ofType } }) => ['SCALAR', 'ENUM'].includes(ofType?.kind ?? kind));
    const keys = [...new Set([...records.values()].flatMap(Object.keys))];
    const asked = keys.filter((key) => fields.some((field) => field.name === camel(key) && field.args.every(({ type, defaultValue }) => type.kind !== 'NON_NULL' || defaultValue)));
    const nodes = [];
    for (let after = null; ;) {
      const { data, errors } = await ask(origin, `query($after: String) { list: ${plural}(first: 500, after: $after, at: {version: "${manifest.version}"}) {
        nodes { recordId ${asked.map((key) => `${key}: ${camel(key)}`).join(' ')} } pageInfo { hasNextPage endCursor } } }`, { after });
      check(`errors of ${plural}`, errors, undefined);
      nodes.push(...data.list.nodes);
      if (!data.list.pageInfo.hasNextPage) break;
      after = data.list.pageInfo.endCursor;
    }
    const answered = compare(`GraphQL ${plural}`, records, nodes.map(({ recordId, ...node }) => ({ ...node, id: recordId })));
    console.log(`${table.type}: ${records.size} records, ${exported} values of exports and ${answered} of GraphQL are those of their lines`);
  }
  console.log(`OK what is served of release ${manifest.version} is what its root proves`);
}
// Compares rows with records, value by value; lists and objects, which have rows or fields of their own, are left out.
function compare(what, records, rows) {
  check(`rows of ${what}`, [...new Set(rows.map(({ id }) => id))].sort(), [...records.keys()].sort());
  let values = 0;
  for (const { id, ...row } of rows) {
    for (const [key, value] of Object.entries(row)) {
      const line = records.get(id)[key];
      if (line === undefined || typeof line === 'object' && line !== null) continue;
      const same = typeof value === 'number' ? Number(line) === value : value === line;
      if (!same) check(`${key} of ${id} in ${what}`, value, line);
      values++;
    }
  }
  return values;
}
const camel = (key) => key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const ask = async (origin, query, variables) => JSON.parse(await get(`${origin}/graphql`, JSON.stringify({ query, variables })));

// The state: it has not expired and, if there is a key, is signed by it, or by one that a trusted key has signed.
async function stateOf(origin, key) {
  const state = await canonical(`${origin}/mirror/v1/state.json`, 'lode-mirror-state-1');
  check(`the state holds until ${state.expiresAt}`, Date.parse(state.expiresAt) + 10 * 60_000 >= Date.now(), true);
  if (key) {
    const own = createPublicKey(readFileSync(key)).export({ format: 'der', type: 'spki' }).toString('hex').split(ED25519)[1];
    const trusted = new Map([[keyIdOf(own), own]]);
    for (const entry of (await canonical(`${origin}/mirror/v1/keys.json`, 'lode-keys-1')).keys) {
      check('key', [entry.keyId, ...Object.keys(entry)], [keyIdOf(entry.publicKey), 'keyId', 'publicKey', 'sig', 'signedBy']);
      check(`form of key ${entry.keyId}`, isHex(entry.publicKey, 32) && (entry.sig === null || isHex(entry.sig, 64)), true);
      if (!trusted.has(entry.signedBy)) continue;
      checkSignature(`key ${entry.keyId}`, entry, trusted, entry.signedBy);
      trusted.set(entry.keyId, entry.publicKey);
    }
    checkSignature('the state', state, trusted, state.keyId);
  }
  const signed = key ? `signed by ${state.keyId}` : 'its signature was not looked at';
  console.log(`the state holds until ${state.expiresAt}, ${signed}`);
  return state;
}

// A manifest: it has the values of the link to it, its buckets give its tables, and those its root.
async function manifestOf(origin, version, link) {
  const text = await get(`${origin}/releases/${version}/manifest.json`);
  const { hashProfile, sequence, root, tables, ...manifest } = JSON.parse(text);
  check('version and hash profile', [manifest.version, hashProfile], [version, 'jcs-sha256-b256-1']);
  check(`sequence of ${version}`, sequence, (manifest.previous?.sequence ?? 0) + 1);
  const found = link && [sha256(text), Buffer.byteLength(text), sequence, root];
  check(`link to ${version}`, found, link && [link.manifestSha256, link.manifestBytes ?? found[1], link.sequence, link.root]);
  for (const { type, root, buckets } of tables) {
    check(`root of table ${type}`, tree(BUCKETS.map((bucket) => buckets[bucket] ?? tree([]))), root);
  }
  check(`root of ${version}`, tree(tables.map((table) => leafOf(lineOf(table)))), root);
  console.log(`release ${version}: its tables give its root${link ? ', and what led to it is so' : ''}`);
  return { ...manifest, root, tables };
}

// The lines of a table, or of one of its buckets: in order, each where it belongs, all together the hash in the manifest.
async function linesOf(url, { type, rows, root, buckets }, only, each = () => {}) {
  const lines = (await get(url)).split('\n');
  check('what follows the last line feed', lines.pop(), '');
  const leaves = Object.fromEntries(BUCKETS.map((bucket) => [bucket, []]));
  let last = '';
  for (const line of lines) {
    const { redacted, ...record } = JSON.parse(line);
    const { type: told, id, leaf } = redacted ?? { ...record, leaf: leafOf(line) };
    check('type and bucket of a line', [told, bucketOf(type, id)], [type, only ?? bucketOf(type, id)]);
    check(`id ${id} after ${last}`, id > last && RegExp(`^${ID}$`).test(id), true);
    leaves[bucketOf(type, id)].push(leaf);
    if (!redacted) each(record);
    last = id;
  }
  const found = only ? tree(leaves[only]) : tree(BUCKETS.map((bucket) => tree(leaves[bucket])));
  check(`hash of ${url}`, [found, only ?? lines.length], only ? [buckets[only] ?? tree([]), only] : [root, rows]);
  return `${url}: ${lines.length} records give the hash in the manifest, ${found}`;
}

// The tree hash of RFC 9162, and the way from a leaf to its root.
function tree(hashes) {
  const left = 2 ** (31 - Math.clz32(hashes.length - 1));
  return hashes.length < 2 ? hashes[0] ?? sha256('') : node(tree(hashes.slice(0, left)), tree(hashes.slice(left)));
}
function walk(leaf, steps) {
  return steps.reduce((own, { side, hash }) => ({ LEFT: () => node(hash, own), RIGHT: () => node(own, hash) })[side](), leaf);
}
function node(left, right) {
  check(`${left} and ${right} are hashes`, [left, right].every((hash) => isHex(hash, 32)), true);
  return sha256(Buffer.from(`01${left}${right}`, 'hex'));
}
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const leafOf = (text) => sha256(`\0${text}`);
const lineOf = ({ type, rows, root }) => JSON.stringify({ root, rows, type });
const bucketOf = (type, id) => sha256(`${type}:${id}`).slice(0, 2);
const isHex = (text, bytes) => new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(text);
const keyIdOf = (publicKey) => sha256(Buffer.from(publicKey, 'hex')).slice(0, 16);
// Signed is the object without its sig, in canonical form: so it is when it came so and is written again.
function checkSignature(what, { sig, ...signed }, trusted, keyId) {
  check(`a trusted key has signed ${what} (keyId ${keyId})`, trusted.has(keyId), true);
  const key = createPublicKey({ key: Buffer.from(ED25519 + trusted.get(keyId), 'hex'), format: 'der', type: 'spki' });
  check(`form of the signature of ${what}`, isHex(sig, 64), true);
  check(`signature of ${what}`, verify(null, Buffer.from(JSON.stringify(signed)), key, Buffer.from(sig, 'hex')), true);
}
async function canonical(url, format) {
  const text = await get(url);
  check(url, [JSON.parse(text).format, text === `${JSON.stringify(JSON.parse(text))}\n`], [format, true]);
  return JSON.parse(text);
}
// The text whose UTF-8 is, byte for byte, what came; what is not UTF-8 is refused.
async function get(url, body) {
  const [method, headers] = [body ? 'POST' : 'GET', { 'Content-Type': 'application/json' }];
  const answer = await fetch(url, { method, headers, body, redirect: 'error', signal: AbortSignal.timeout(120_000) });
  check(`status of ${url}`, answer.status, 200);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await answer.arrayBuffer());
}
function check(what, found, expected) {
  const [is, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== wanted) throw new Error(`${what}: ${is} (expected: ${wanted})`);
}

const given = process.argv.slice(2).join(' ');
const [form, run] = [
  [`record (\\S+?)/? ${TYPE} ${ID}(?: ${VERSION})?`, record],
  [`file ((\\S+)/releases/${VERSION}/(?:full/(?=\\w+\\.)|bucket/(?=\\w+/))${TYPE}(?:/([0-9a-f]{2}))?\\.jsonl)`, file],
  [`release (\\S+?)/?(?: ${VERSION})?(?: --key (.+))?`, release],
  [`served (\\S+?)/?(?: ${VERSION})?`, served],
  ['[^]*', async () => { console.error(USAGE); process.exitCode = 2; }],
].find(([form]) => given.match(`^${form}$`));
run(...given.match(`^${form}$`).slice(1)).catch((failure) => {
  console.error(`FAILED ${failure.cause?.message || failure.message}`.split('\n')[0]);
  process.exitCode = 1;
});
