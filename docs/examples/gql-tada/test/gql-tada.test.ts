import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';
import { ask } from '../src/ask.js';
import { graphql } from '../src/graphql.js';
import { ProjectAt, type ReleaseRef, type Stage, placeOf, projectAt } from '../src/project.js';

const url = process.env['EXAMPLE_URL'] ?? 'http://localhost:8080';

it('learns by introspection the schema that the server publishes as a file', async () => {
  const introspected = buildSchema(await readFile('src/schema.graphql', 'utf8'));
  const published = buildSchema(await (await fetch(`${url}/schema.graphql`)).text());
  for (const [from, to] of [[introspected, published], [published, introspected]] as const) {
    assert.deepEqual([...findBreakingChanges(from, to), ...findDangerousChanges(from, to)], []);
    assert.deepEqual(Object.keys(from.getTypeMap()).filter((name) => !to.getType(name)), []);
  }
});

it('tells a project as two releases have it', async () => {
  const before = await projectAt(url, 'project:abra', { version: '2026.11.2' });
  const after = await projectAt(url, 'project:abra', { sequence: 4 });
  assert.ok(before && after);
  assert.deepEqual([before.release.version, after.release.version], ['2026.11.2', '2026.11.3']);
  assert.equal(placeOf(before), 'Western Australia, Australia');
  assert.equal(placeOf(after), 'Western Australia, Australia (-24.6, 118.6: SITE)');
});

it('tells the latest release where none is named, and nothing of a project that is not there', async () => {
  assert.ok(await projectAt(url, 'project:abra'));
  assert.equal(await projectAt(url, 'project:abra', { sequence: 1 }), undefined);
});

it('gives each field its type', async () => {
  const document = graphql(`
    query Types {
      projects(first: 1, filter: { stage: { in: [PRODUCTION, MINE_DEVELOPMENT] } }) {
        totalCount
        nodes {
          stage
          endDate
        }
      }
    }
  `);
  const { projects } = await ask(url, document, {});
  const typed: {
    totalCount: number;
    nodes: { stage: Stage; endDate: string | null }[];
  } | null = projects;
  assert.ok(typed && typed.totalCount > 1);
  assert.equal(typed.nodes.length, 1);
  assert.match(typed.nodes[0]?.stage ?? '', /^(PRODUCTION|MINE_DEVELOPMENT)$/);
});

it('refuses what the schema does not have while it compiles', async () => {
  // @ts-expect-error No name of a release: the input is @oneOf.
  const none: ReleaseRef = {};
  await assert.rejects(ask(url, ProjectAt, { id: 'project:abra', at: none }), /ReleaseRef/);
  // @ts-expect-error The id is required.
  await assert.rejects(ask(url, ProjectAt, {}), /id/);
});
