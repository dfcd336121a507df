import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { type Client, connect, documentId, documentText } from '../src/client.js';
import { DealThenAndNow, dealThenAndNow } from '../src/deal.js';
import { inWords, refusal } from '../src/errors.js';
import { LatestRelease, latestById } from '../src/latest.js';
import { type Projects, ProjectsOfCountry, projectsOf } from '../src/projects.js';

const url = process.env['EXAMPLE_URL'] ?? 'http://localhost:8080';

/** Every request of the clients under test, as it went over the wire. */
const sent: { method: string; address: URL; body: string }[] = [];

const clients: Client[] = [];

function client(options: { persisted: boolean }): Client {
  const recording: typeof fetch = (address, request) => {
    sent.push({ method: request?.method ?? 'GET', address: new URL(String(address)), body: String(request?.body ?? '') });
    return fetch(address, request);
  };
  const made = connect(url, { ...options, fetch: recording });
  clients.push(made);
  return made;
}

after(() => clients.forEach((made) => made.stop()));

for (const persisted of [true, false]) {
  describe(persisted ? 'with ids by GET' : 'with texts by POST', () => {
    it('lists the projects of a country page by page, none twice', async () => {
      const steps: Projects[] = [];
      for await (const projects of projectsOf(client({ persisted }), 'AU', 5)) {
        steps.push(projects);
      }
      assert.ok(steps.length >= 3, `${steps.length} pages`);
      steps.slice(0, -1).forEach((step, at) => assert.equal(step.edges.length, 5 * (at + 1)));
      const all = steps.at(-1);
      assert.ok(all);
      assert.equal(all.edges.length, all.totalCount);
      assert.equal(new Set(all.edges.map(({ node }) => node.id)).size, all.totalCount);
    });

    it('keeps one deal at two releases apart, each with its history', async () => {
      const { then, now } = await dealThenAndNow(client({ persisted }), 'deal:lynas-japan-supply', 1, 2);
      assert.ok(then && now);
      assert.deepEqual([then.id, now.id], ['deal:lynas-japan-supply@2026.11.0', 'deal:lynas-japan-supply@2026.11.1']);
      assert.equal(then.recordId, now.recordId);
      assert.equal(then.since.sequence, 1);
      assert.equal(now.since.sequence, 2);
      assert.notEqual(then.name, now.name);
      assert.ok(then.events.totalCount < now.events.totalCount);
      assert.deepEqual(then.history.edges.map(({ node }) => node.op), ['ADD']);
      assert.deepEqual(now.history.edges.map(({ node }) => [node.op, node.release.sequence]), [['ADD', 1], ['MOD', 2]]);
      assert.ok(now.history.edges[1]?.node.fields.some(({ path }) => path === 'name'));
    });

    it('narrows a refusal by its code', async () => {
      const asked = client({ persisted }).query({ query: ProjectsOfCountry, variables: { country: 'AU', first: 501 } });
      const error = await asked.then(() => assert.fail('was not refused'), (thrown: unknown) => thrown);
      const refused = refusal(error);
      assert.ok(refused.code === 'BAD_USER_INPUT', refused.code);
      assert.deepEqual([refused.argument, refused.value, refused.expected], ['first', '501', '0 to 500']);
      assert.equal(inWords(refused), 'first was 501, and has to be 0 to 500');
    });

    it('tells a release that is not there from bad input', async () => {
      const asked = dealThenAndNow(client({ persisted }), 'deal:lynas-japan-supply', 1, 999999);
      assert.equal(refusal(await asked.catch((thrown: unknown) => thrown)).code, 'RELEASE_NOT_FOUND');
    });
  });
}

describe('documents', () => {
  it('have the hash of the text that is sent as their id', () => {
    for (const document of [ProjectsOfCountry, DealThenAndNow, LatestRelease]) {
      const hash = createHash('sha256').update(documentText(document)).digest('hex');
      assert.equal(documentId(document), `sha256:${hash}`);
    }
  });

  it('are sent by their id alone once the server knows the text', async () => {
    await client({ persisted: true }).query({ query: LatestRelease });
    sent.length = 0;
    const { data } = await client({ persisted: true }).query({ query: LatestRelease });
    assert.ok(data?.release && data.release.sequence > 0);
    assert.deepEqual(sent.map(({ method }) => method), ['GET']);
    const parameters = sent[0]?.address.searchParams;
    assert.equal(parameters?.get('query'), null);
    assert.deepEqual(JSON.parse(parameters?.get('extensions') ?? ''), {
      persistedQuery: { version: 1, sha256Hash: documentId(LatestRelease).replace('sha256:', '') },
    });
  });

  it('are taught to a server that does not know them, with the answer that the text has', async () => {
    const unknown = connect(url, { persisted: true, fetch: forgetful() });
    clients.push(unknown);
    sent.length = 0;
    const { data } = await unknown.query({ query: LatestRelease });
    assert.ok(data?.release && data.release.sequence > 0);
    assert.deepEqual(sent.map(({ method }) => method), ['GET', 'POST']);
    assert.equal(JSON.parse(sent[1]?.body ?? '').query.startsWith(documentText(LatestRelease)), true);
  });

  it('are found by the id alone, without any client', async () => {
    await client({ persisted: true }).query({ query: LatestRelease });
    const { release } = await latestById(url);
    const { data } = await client({ persisted: false }).query({ query: LatestRelease });
    assert.ok(release);
    assert.equal(release.root, data?.release?.root);
  });
});

/** Asks under an id that no server can know yet, by a comment that makes the text another one each time. */
function forgetful(): typeof fetch {
  const comment = ` # ${Date.now()} ${Math.random()}`;
  const hash = createHash('sha256').update(documentText(LatestRelease) + comment).digest('hex');
  const known = documentId(LatestRelease).replace('sha256:', '');
  return (address, request) => {
    const body = typeof request?.body === 'string' ? JSON.parse(request.body) : undefined;
    if (body) {
      body.query += comment;
      body.extensions.persistedQuery.sha256Hash = hash;
    }
    const changed = new URL(String(address).replace(known, hash));
    sent.push({ method: request?.method ?? 'GET', address: changed, body: body ? JSON.stringify(body) : '' });
    return fetch(changed, { ...request, ...(body && { body: JSON.stringify(body) }) });
  };
}
