import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, connect } from '../src/client.js';
import { ById, CountryAt, ProjectAt } from '../src/records.js';

const url = process.env['EXAMPLE_URL'] ?? 'http://localhost:8080';

/** A client, and how often it asked the server. */
function counting() {
  const count = { asked: 0 };
  const counted: typeof fetch = (address, request) => {
    count.asked++;
    return fetch(address, request);
  };
  return Object.assign(count, { client: connect(url, { fetch: counted }) });
}

const before = { version: '2026.11.2' };
const after = { version: '2026.11.3' };

describe('in one session, through the default cache', () => {
  it('a project is what each release says, also from the cache', async () => {
    const session = counting();
    const at = (release: { version: string } | null) =>
      ask(session.client, ProjectAt, { id: 'project:abra', at: release }).then(({ project }) => project);
    await at(before);
    await at(after);
    await at(null);
    assert.equal(session.asked, 3);

    const [then, now, latest] = [await at(before), await at(after), await at(null)];
    assert.equal(session.asked, 3, 'all three are in the cache');
    assert.deepEqual([then?.location, now?.location?.latitude], [null, -24.6]);
    assert.deepEqual([then?.release.version, now?.release.version], ['2026.11.2', '2026.11.3']);
    assert.deepEqual([then?.id, now?.id, latest?.id], ['project:abra@2026.11.2', 'project:abra@2026.11.3', 'project:abra']);
    for (const project of [then, now, latest]) {
      assert.equal(project?.recordId, 'project:abra');
    }
  });

  it('a history has every change, each with what it did', async () => {
    const { client } = counting();
    for (const [at, expected] of [
      [before, ['ADD 2026.11.1 ']],
      [after, ['ADD 2026.11.1 ', 'MOD 2026.11.3 latitude,location_accuracy,longitude']],
      [before, ['ADD 2026.11.1 ']],
    ] as const) {
      const { project } = await ask(client, ProjectAt, { id: 'project:abra', at });
      const changes = project?.history.nodes.map(({ op, release, fields }) => `${op} ${release.version} ${fields.map(({ path }) => path)}`);
      assert.deepEqual(changes, expected);
    }
  });

  it('a country has the projects of each release, though nothing changed in its own record', async () => {
    const session = counting();
    const at = (version: string) =>
      ask(session.client, CountryAt, { id: 'country:AU', at: { version } }).then(({ country }) => country);
    await at('2026.11.1');
    await at('2026.11.3');
    const [then, now] = [await at('2026.11.1'), await at('2026.11.3')];
    assert.equal(session.asked, 2);
    assert.deepEqual([then?.recordId, now?.recordId], ['country:AU', 'country:AU']);
    assert.deepEqual([then?.release.version, now?.release.version], ['2026.11.1', '2026.11.3']);
    assert.ok(then && now && then.projects.totalCount < now.projects.totalCount);
  });

  it('every answer of the cache is the one that the server gave', async () => {
    const { client } = counting();
    const questions = ['2026.11.0', '2026.11.1', '2026.11.2', '2026.11.3', null].flatMap((version) => {
      const at = version === null ? null : { version };
      return [
        () => [ProjectAt, { id: 'project:abra', at }] as const,
        () => [CountryAt, { id: 'country:AU', at }] as const,
        () => [CountryAt, { id: 'country:JP', at }] as const,
      ];
    });
    const given: unknown[] = [];
    for (const question of questions) {
      const [document, variables] = question();
      given.push(plain(await ask(connect(url), document as typeof ProjectAt, variables)));
      await ask(client, document as typeof ProjectAt, variables);
    }
    for (const [index, question] of questions.entries()) {
      const [document, variables] = question();
      assert.deepEqual(plain(await ask(client, document as typeof ProjectAt, variables, 'cache-only')), given[index]);
    }
  });

  it('an id from any answer leads back to the record of that release', async () => {
    const { client } = counting();
    for (const version of ['2026.11.2', '2026.11.3']) {
      const { country } = await ask(client, CountryAt, { id: 'country:AU', at: { version } });
      for (const project of country?.projects.nodes ?? []) {
        const { node } = await ask(client, ById, { id: project.id }, 'network-only');
        assert.ok(node?.__typename === 'Project');
        assert.deepEqual([node.id, node.name, node.location], [project.id, project.name, project.location]);
      }
    }
  });
});

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));
