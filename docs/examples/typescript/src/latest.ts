import { documentId } from './client.js';
import { graphql } from './gql/index.js';
import type { LatestReleaseQuery } from './gql/graphql.js';

export const LatestRelease = graphql(`
  query LatestRelease {
    release {
      sequence
      version
      root
    }
  }
`);

/** The same without any client: GET with the document's id, as the appendix of GraphQL over HTTP has it. */
export async function latestById(url: string): Promise<LatestReleaseQuery> {
  const address = `${url}/graphql?${new URLSearchParams({ documentId: documentId(LatestRelease) })}`;
  const answer = await fetch(address, { headers: { accept: 'application/graphql-response+json' } });
  const { data, errors } = (await answer.json()) as { data?: LatestReleaseQuery; errors?: { message: string }[] };
  if (!data) {
    throw new Error(`${answer.status}: ${errors?.map((error) => error.message).join('; ')}`);
  }
  return data;
}
