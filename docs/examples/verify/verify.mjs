// Verifies what a Lode tells, with nothing of Lode and no packages: see README.md. Bytes are hashed as they came.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const usage = 'record ORIGIN TYPE ID [VERSION] | file URL | release ORIGIN [VERSION] [--key KEY.pub]';
const [version, type, id] = ['\\d+\\.\\d+\\.\\d+', '[A-Z][A-Za-z0-9]*', '[a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*'];

async function main(args) {
  const option = args.indexOf('--key');
  const key = option < 0 ? undefined : args.splice(option, 2)[1] ?? '';
  const is = (form) => new RegExp(`^(?:${form})$`).test(args.join(' ')) && key !== '';
  if (key === undefined && is(`record \\S+ ${type} ${id}( ${version})?`)) return record(...args.slice(1));
  if (key === undefined && is(`file \\S+/releases/${version}/(full/${type}|bucket/${type}/[0-9a-f]{2})\\.jsonl`)) return file(args[1]);
  if (is(`release \\S+( ${version})?`)) return release(args[1], args[2], key);
  console.error(`usage: node verify.mjs ${usage}`);
  process.exit(2);
}

// One record: from its text to its table, from the table to the root that the manifest has.
async function record(origin, type, id, version) {
  const manifest = version ? await manifestOf(origin, version) : await newest(origin);
  const query = `query($type: RecordType!, $id: ID!, $at: ReleaseRef) { proof(type: $type, id: $id, at: $at) {
    body leaf bucket steps { side hash } table tableSteps { side hash } root } }`;
  const variables = { type: type.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase(), id, at: { version: manifest.version } };
  const headers = { 'Content-Type': 'application/json' };
  const answer = JSON.parse(text(await get(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })));
  check('errors of the answer', answer.errors && JSON.stringify(answer.errors), undefined);
  const proof = answer.data.proof;
  check(`the release holds ${id}`, proof !== null, true);
  if (proof.body !== null) {
    const told = JSON.parse(proof.body);
    check('type and id of the body', `${told.type} ${told.id}`, `${type} ${id}`);
    check('leaf of the body', leaf(proof.body).toString('hex'), proof.leaf);
  }
  say(proof.body === null ? `redacted: the leaf ${proof.leaf} alone is proved` : `the body has the leaf ${proof.leaf}`);
  const bucket = bucketOf(type, id);
  check('bucket', proof.bucket, hexByte(bucket));
  // The last 8 steps go through the 256 buckets: their sides spell the number of the bucket.
  for (let bit = 0; bit < 8; bit++) {
    check(`side of step ${bit + 1} of the last 8`, proof.steps.at(bit - 8)?.side, (bucket >> bit) & 1 ? 'LEFT' : 'RIGHT');
  }
  const root = walk(unhex(proof.leaf), proof.steps).toString('hex');
  check('table line', new RegExp(`^{"root":"${root}","rows":\\d+,"type":"${type}"}$`).test(proof.table) ? 'fits' : proof.table, 'fits');
  say(`${proof.steps.length} steps lead through bucket ${proof.bucket} to the table root ${root}`);
  check('root that the steps lead to', walk(leaf(proof.table), proof.tableSteps).toString('hex'), manifest.root);
  check('root of the proof', proof.root, manifest.root);
  say(`OK ${type} ${id} is in release ${manifest.version}, root ${manifest.root}`);
}

// One file: its lines give the hash that the manifest of its release has.
async function file(url) {
  const [, origin, version, , type, bucket] = url.match(/(.*)\/releases\/([^/]+)\/(full|bucket)\/(\w+)(?:\/(..))?\.jsonl/);
  const manifest = await manifestOf(origin, version);
  const table = manifest.tables.find((each) => each.type === type);
  check(`table ${type} in the manifest`, table !== undefined, true);
  say(`OK ${lines(await get(url), table, bucket)}`);
}

// A whole release: the state and who signed it, the manifests back to the first, and every record of one.
async function release(origin, version, key) {
  let wanted;
  for (let manifest = await newest(origin, key); manifest; manifest = await before(origin, manifest)) {
    wanted ??= version === undefined || manifest.version === version ? manifest : undefined;
  }
  check(`release ${version} in the chain`, wanted !== undefined, true);
  for (const table of wanted.tables) say(lines(await get(`${origin}/releases/${wanted.version}/full/${table.type}.jsonl`), table));
  say(`OK release ${wanted.version} has the root ${wanted.root}`);
}

// The manifest that the state leads to; with a key, the state must be signed.
async function newest(origin, key) {
  const line = text(await get(`${origin}/mirror/v1/state.json`));
  const state = JSON.parse(line);
  check('line feed at the end of the state', line.endsWith('\n'), true);
  check('format of the state', state.format, 'lode-mirror-state-1');
  if (key !== undefined) {
    const signer = (await keys(origin, readFileSync(key, 'utf8'))).get(state.keyId);
    check(`a trusted key has signed the state (keyId ${state.keyId})`, signer !== undefined, true);
    signed('the state', signer, line.slice(0, -1).replace(/"sig":"[0-9a-f]{128}",/, ''), state.sig);
  }
  // Not "later than", so that what is no date does not hold.
  check(`the state (expires at ${state.expiresAt})`, Date.parse(state.expiresAt) + 600_000 >= Date.now() ? 'holds' : 'has expired', 'holds');
  say(`the state holds until ${state.expiresAt}, ${key === undefined ? 'its signature was not looked at' : `signed by ${state.keyId}`}`);
  return linked(origin, state, 'the state');
}

// The given key, and all that a trusted one has signed. The lines are canonical: what was signed is what came, without sig.
async function keys(origin, pem) {
  const own = createPublicKey(pem).export({ format: 'der', type: 'spki' }).toString('hex');
  check('start of the key', own.slice(0, 24), '302a300506032b6570032100');
  const found = text(await get(`${origin}/mirror/v1/keys.json`));
  const entry = '\\{"keyId":"([0-9a-f]{16})","publicKey":"([0-9a-f]{64})","sig":(?:null|"([0-9a-f]{128})"),"signedBy":(?:null|"([0-9a-f]{16})")\\}';
  check('form of keys.json', new RegExp(`^\\{"format":"lode-keys-1","keys":\\[${entry}(,${entry})*\\]\\}\n$`).test(found), true);
  const trusted = new Map([[keyId(own.slice(24)), publicKey(own.slice(24))]]);
  for (const [whole, keyIdTold, hex, sig, signedBy] of found.matchAll(new RegExp(entry, 'g'))) {
    check(`keyId of ${hex}`, keyIdTold, keyId(hex));
    if (trusted.has(signedBy)) {
      signed(`key ${keyIdTold}`, trusted.get(signedBy), whole.replace(/"sig":[^,]*,/, ''), sig);
      trusted.set(keyIdTold, publicKey(hex));
    }
  }
  return trusted;
}

async function before(origin, { version, sequence, previous }) {
  check(`sequence of ${version}`, sequence, previous === null ? 1 : previous.sequence + 1);
  return previous && linked(origin, previous, `release ${version}`);
}

async function linked(origin, link, from) {
  const bytes = await get(`${origin}/releases/${link.version}/manifest.json`);
  check(`SHA-256 of manifest ${link.version}`, sha256(bytes).toString('hex'), link.manifestSha256);
  check(`bytes of manifest ${link.version}`, bytes.length, link.manifestBytes ?? bytes.length);
  const manifest = manifestIn(link.version, bytes);
  check(`sequence of ${link.version}`, manifest.sequence, link.sequence);
  check(`root of ${link.version}`, manifest.root, link.root);
  say(`${from} leads to manifest ${link.version} by its SHA-256`);
  return manifest;
}

const manifestOf = async (origin, version) => manifestIn(version, await get(`${origin}/releases/${version}/manifest.json`));

// A manifest whose root follows from its buckets.
function manifestIn(version, bytes) {
  const manifest = JSON.parse(text(bytes));
  check('version of the manifest', manifest.version, version);
  check('hash profile', manifest.hashProfile, 'jcs-sha256-b256-1');
  const leaves = manifest.tables.map(({ type, rows, root, buckets }) => {
    const hashes = Array.from({ length: 256 }, (_, i) => (buckets[hexByte(i)] ? unhex(buckets[hexByte(i)]) : sha256()));
    check(`root of table ${type}`, tree(hashes).toString('hex'), root);
    return leaf(`{"root":"${root}","rows":${rows},"type":"${type}"}`);
  });
  check(`root of release ${version}`, tree(leaves).toString('hex'), manifest.root);
  say(`release ${version}: its tables give its root`);
  return manifest;
}

// The lines of a table, or of one of its buckets: in order, each in its bucket, all together the hash of the manifest.
function lines(bytes, table, only) {
  const buckets = Array.from({ length: 256 }, () => []);
  let [rows, redacted, last] = [0, 0, ''];
  for (let start = 0, end; start < bytes.length; start = end + 1) {
    end = bytes.indexOf('\n', start);
    check(`line feed at the end of line ${++rows}`, end >= 0, true);
    const line = bytes.subarray(start, end);
    const json = JSON.parse(text(line));
    const named = json.redacted ?? json;
    check(`type and id in line ${rows}`, new RegExp(`^${id}$`).test(named.id) ? named.type : named.id, table.type);
    check(`order of line ${rows}`, named.id > last ? '' : `${named.id} after ${last}`, '');
    const bucket = bucketOf(table.type, named.id);
    check(`bucket of ${named.id}`, only === undefined || only === hexByte(bucket), true);
    buckets[bucket].push(json.redacted ? unhex(named.leaf) : leaf(line));
    redacted += json.redacted ? 1 : 0;
    last = named.id;
  }
  const hashes = buckets.map(tree);
  if (only === undefined) {
    check(`rows of ${table.type}`, rows, table.rows);
    check(`table root of ${table.type}`, tree(hashes).toString('hex'), table.root);
  } else {
    check(`bucket ${only} of ${table.type}`, hashes[parseInt(only, 16)].toString('hex'), table.buckets[only] ?? sha256().toString('hex'));
  }
  return `${table.type}${only === undefined ? '' : ` ${only}`}: ${rows} records, ${redacted} of them redacted, give the hash of the manifest`;
}

function tree(hashes) {
  if (hashes.length < 2) return hashes[0] ?? sha256();
  const split = 2 ** (31 - Math.clz32(hashes.length - 1));
  return sha256(Buffer.of(1), tree(hashes.slice(0, split)), tree(hashes.slice(split)));
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leaf = (content) => sha256(Buffer.of(0), content);
const bucketOf = (type, id) => sha256(`${type}:${id}`)[0];
const hexByte = (number) => number.toString(16).padStart(2, '0');
const keyId = (hex) => sha256(unhex(hex)).toString('hex').slice(0, 16);
const publicKey = (hex) => createPublicKey({ key: unhex(`302a300506032b6570032100${hex}`), format: 'der', type: 'spki' });
const text = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const say = (line) => console.log(line);

function walk(from, steps) {
  return steps.reduce((own, { side, hash }) => {
    check('side of a step', side, side === 'LEFT' ? 'LEFT' : 'RIGHT');
    return sha256(Buffer.of(1), ...(side === 'LEFT' ? [unhex(hash), own] : [own, unhex(hash)]));
  }, from);
}

function unhex(hex) {
  check('hex digits', /^([0-9a-f]{2})*$/.test(hex) ? '' : hex, '');
  return Buffer.from(hex, 'hex');
}

function signed(what, key, bytes, sig) {
  check(`signature of ${what}`, sig && verify(null, Buffer.from(bytes), key, unhex(sig)) ? 'holds' : sig, 'holds');
}

async function get(url, options = {}) {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(120_000), ...options });
  check(`status of ${url}`, answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

function check(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found} (expected: ${expected})`);
}

main(process.argv.slice(2)).catch((failure) => {
  console.error(`FAILED ${failure.cause?.message || failure.message}`.split('\n')[0]);
  process.exitCode = 1;
});
