import type { Client } from './client.js';
import { graphql } from './gql/index.js';
import type { ProjectsOfCountryQuery } from './gql/graphql.js';

export const ProjectsOfCountry = graphql(`
  query ProjectsOfCountry($country: String!, $first: Int!, $after: String) {
    projects(filter: { country: { code: { eq: $country } } }, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          name
          status
          minerals {
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type Projects = NonNullable<ProjectsOfCountryQuery['projects']>;

/** Asks page after page. The cache joins them, so that each step gives all projects so far. */
export async function* projectsOf(client: Client, country: string, first: number): AsyncGenerator<Projects> {
  const asked = { query: ProjectsOfCountry, variables: { country, first } };
  await client.query(asked);
  const list = client.watchQuery({ ...asked, fetchPolicy: 'cache-first' });
  const watching = list.subscribe({}); // pages are joined while somebody watches the list
  try {
    for (;;) {
      const joined = client.readQuery(asked)?.projects;
      if (!joined) {
        throw new Error(`the projects of ${country} are not in the cache`);
      }
      yield joined;
      if (!joined.pageInfo.hasNextPage) {
        return;
      }
      await list.fetchMore({ variables: { after: joined.pageInfo.endCursor } });
    }
  } finally {
    watching.unsubscribe();
  }
}
