import type { Client } from './client.js';
import { graphql } from './gql/index.js';

export const DealThenAndNow = graphql(`
  query DealThenAndNow($id: ID!, $then: ReleaseRef!, $now: ReleaseRef!) {
    then: deal(id: $id, at: $then) {
      ...Story
    }
    now: deal(id: $id, at: $now) {
      ...Story
    }
  }

  fragment Story on Deal {
    id
    recordId
    name
    since {
      sequence
      version
    }
    events {
      totalCount
      edges {
        node {
          id
          date
          type
        }
      }
    }
    history {
      totalCount
      edges {
        node {
          id
          op
          reasons
          release {
            sequence
          }
          fields {
            path
          }
        }
      }
    }
  }
`);

/** A deal as two releases tell it, each with its history up to then; null where there was no such deal. */
export async function dealThenAndNow(client: Client, id: string, then: number, now: number) {
  const variables = { id, then: { sequence: then }, now: { sequence: now } };
  const { data } = await client.query({ query: DealThenAndNow, variables });
  if (data === undefined) {
    throw new Error(`no data of ${id}`);
  }
  return data;
}
