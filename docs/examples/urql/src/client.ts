import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type AnyVariables, Client, type RequestPolicy, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

/** A client of the Lode at this address. The cache needs no settings: an id of a record names its release, too. */
export function connect(url: string, options: { fetch?: typeof fetch } = {}): Client {
  return new Client({ url: `${url}/graphql`, exchanges: [cacheExchange(), fetchExchange], preferGetMethod: false, ...options });
}

/** Asks, or takes what the cache has; any error is thrown. */
export async function ask<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  requestPolicy: RequestPolicy = 'cache-first',
): Promise<Data> {
  const { data, error } = await client.query(document, variables, { requestPolicy });
  if (error || !data) {
    throw error ?? new Error('no answer (expected: one from the server or the cache)');
  }
  return data;
}
