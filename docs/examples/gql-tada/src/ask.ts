import type { TadaDocumentNode } from 'gql.tada';
import { type GraphQLFormattedError, print } from 'graphql';

/** Asks the Lode at this address. What comes back has the type of the document; any error is thrown. */
export async function ask<Data, Variables>(
  url: string,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: GraphQLFormattedError[] };
  if (errors || !data) {
    throw new Error(errors?.map(({ message }) => message).join('; ') ?? `status ${response.status}`);
  }
  return data;
}
