import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { InMemoryCache } from '@apollo/client';
import { type Client, connect } from '../src/client.js';
import { graphql } from '../src/gql/index.js';

const url = process.env['EXAMPLE_URL'] ?? 'http://localhost:8080';
const releases = ['2026.11.0', '2026.11.1', '2026.11.2', '2026.11.3'];

const ProjectAt = graphql(`
  query ProjectAt($at: ReleaseRef) {
    project(id: "project:abra", at: $at) {
      id
      recordId
      name
      location {
        latitude
      }
      release {
        version
      }
      history {
        nodes {
          id
          op
          release {
            version
          }
          fields {
            path
          }
        }
      }
    }
  }
`);

const CountryAt = graphql(`
  query CountryAt($at: ReleaseRef) {
    country(id: "country:AU", at: $at) {
      id
      recordId
      name
      release {
        version
      }
      projects(first: 5) {
        totalCount
        nodes {
          id
          name
          location {
            latitude
          }
          minerals {
            id
            name
            release {
              version
            }
          }
        }
      }
    }
  }
`);

/** Records with their parts, and what else has an id. */
const AllAt = graphql(`
  query AllAt($at: ReleaseRef) {
    deal(id: "deal:lynas-japan-supply", at: $at) {
      id
      name
      events {
        nodes {
          id
          date
          description
          deal {
            id
            name
          }
        }
      }
      parties {
        nodes {
          id
          role
          organization {
            id
            name
            recordHash
          }
        }
      }
    }
    projects(first: 20, at: $at) {
      nodes {
        id
        recordHash
        since {
          version
        }
        participants {
          nodes {
            id
            interestPct
          }
        }
        citations(first: 2) {
          totalCount
          nodes {
            id
            asserted
            subject {
              id
              title
              release {
                version
              }
            }
          }
        }
      }
    }
    minerals(first: 20, at: $at) {
      nodes {
        id
        projects {
          totalCount
        }
        lists {
          nodes {
            id
            list
            mineral {
              id
            }
          }
        }
      }
    }
    proof(type: COUNTRY, id: "country:AU", at: $at) {
      id
      leaf
      root
    }
    search(text: "lynas", first: 5, at: $at) {
      nodes {
        title
        score
        record {
          id
          title
          release {
            version
          }
        }
      }
    }
    coverage(at: $at) {
      itemised
      claim {
        id
        title
        release {
          version
        }
      }
    }
  }
`);

const Difference = graphql(`
  query Difference($from: ReleaseRef!, $to: ReleaseRef!) {
    diff(from: $from, to: $to, types: [DEAL, PROJECT], first: 100) {
      nodes {
        id
        recordId
        op
        beforeHash
        afterHash
        release {
          version
        }
        fields {
          path
        }
      }
    }
  }
`);

const Feed = graphql(`
  query Feed($since: Int!) {
    changes(sinceSequence: $since, types: [DEAL, PROJECT], first: 100) {
      nodes {
        id
        recordId
        op
        beforeHash
        afterHash
        release {
          version
        }
        fields {
          path
        }
      }
    }
  }
`);

type Question = (client: Client, fetchPolicy?: 'cache-only') => Promise<unknown>;

const clients: Client[] = [];

/** A client with the cache as it comes, and how often it asked the server. */
function session() {
  const count = { asked: 0 };
  const counted: typeof fetch = (address, request) => {
    count.asked++;
    return fetch(address, request);
  };
  const client = connect(url, { persisted: false, cache: new InMemoryCache(), fetch: counted });
  clients.push(client);
  return Object.assign(count, { client });
}

after(() => clients.forEach((client) => client.stop()));

describe('in one session, through the default cache', () => {
  it('a project is what each release says, also from the cache', async () => {
    const asking = session();
    const at = async (version: string | null) =>
      (await asking.client.query({ query: ProjectAt, variables: { at: version === null ? null : { version } } })).data?.project;
    await at('2026.11.2');
    await at('2026.11.3');
    await at(null);
    assert.equal(asking.asked, 3);

    const [then, now, latest] = [await at('2026.11.2'), await at('2026.11.3'), await at(null)];
    assert.equal(asking.asked, 3, 'all three are in the cache');
    assert.deepEqual([then?.location, now?.location?.latitude], [null, -24.6]);
    assert.deepEqual([then?.release.version, now?.release.version], ['2026.11.2', '2026.11.3']);
    assert.deepEqual([then?.id, now?.id, latest?.id], ['project:abra@2026.11.2', 'project:abra@2026.11.3', 'project:abra']);
    assert.deepEqual([then?.recordId, now?.recordId, latest?.recordId], ['project:abra', 'project:abra', 'project:abra']);
  });

  it('a history has every change, each with what it did', async () => {
    const { client } = session();
    const history = async (version: string) => {
      const { data } = await client.query({ query: ProjectAt, variables: { at: { version } } });
      return data?.project?.history.nodes.map(({ op, release, fields }) => `${op} ${release.version} ${fields.map(({ path }) => path)}`);
    };
    const added = 'ADD 2026.11.1 ';
    assert.deepEqual(await history('2026.11.2'), [added]);
    assert.deepEqual(await history('2026.11.3'), [added, 'MOD 2026.11.3 latitude,location_accuracy,longitude']);
    assert.deepEqual(await history('2026.11.2'), [added]);
  });

  it('a country has the projects of each release, though nothing changed in its own record', async () => {
    const asking = session();
    const at = async (version: string) => (await asking.client.query({ query: CountryAt, variables: { at: { version } } })).data?.country;
    await at('2026.11.1');
    await at('2026.11.3');
    const [then, now] = [await at('2026.11.1'), await at('2026.11.3')];
    assert.equal(asking.asked, 2);
    assert.deepEqual([then?.recordId, now?.recordId], ['country:AU', 'country:AU']);
    assert.deepEqual([then?.release.version, now?.release.version], ['2026.11.1', '2026.11.3']);
    assert.ok(then && now && then.projects.totalCount < now.projects.totalCount);
  });

  it('every answer of the cache is the one that the server gave', async () => {
    const questions: Question[] = [];
    for (const version of [...releases, null]) {
      const at = version === null ? null : { version };
      for (const query of [ProjectAt, CountryAt, AllAt]) {
        questions.push(asks(query, { at }));
      }
    }
    for (const from of releases) {
      for (const to of releases) {
        questions.push(asks(Difference, { from: { version: from }, to: { version: to } }));
      }
    }
    for (const since of releases.keys()) {
      questions.push(asks(Feed, { since }));
    }
    const { client } = session();
    for (const question of questions) {
      await question(client);
    }
    for (const question of questions) {
      assert.deepEqual(await question(client, 'cache-only'), await question(session().client));
    }
  });
});

function asks(query: typeof AllAt | typeof ProjectAt | typeof CountryAt | typeof Difference | typeof Feed, variables: object): Question {
  return async (client, fetchPolicy) => {
    const { data } = await client.query({
      query: query as typeof AllAt,
      variables: variables as { at: null },
      ...(fetchPolicy && { fetchPolicy }),
    });
    assert.ok(data, JSON.stringify(variables));
    return data;
  };
}
