import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import type { DocumentNode } from 'graphql';
import texts from './gql/persisted-documents.json' with { type: 'json' };

/** The id that the generator gave to a document: `sha256:` and 64 hex digits. */
export function documentId(document: DocumentNode): string {
  const { id } = (document as { __meta__?: { id?: string } }).__meta__ ?? {};
  if (id === undefined) {
    throw new Error('a document without an id (expected: one that graphql() gave)');
  }
  return id;
}

/** The text whose hash is the id of the document. */
export function documentText(document: DocumentNode): string {
  const text = (texts as Record<string, string>)[documentId(document)];
  if (text === undefined) {
    throw new Error(`no text of ${documentId(document)} (expected: one of src/gql/persisted-documents.json)`);
  }
  return text;
}

export interface Options {
  /** Whether ids are sent by GET, and the text by POST once, where the id is unknown. */
  readonly persisted?: boolean;
  readonly cache?: InMemoryCache;
  readonly fetch?: typeof fetch;
}

/** A client of the Lode at this address. */
export function connect(url: string, { persisted = true, cache = joinedPages(), ...options }: Options = {}) {
  const http = new HttpLink({
    uri: `${url}/graphql`,
    enhancedClientAwareness: { transport: false }, // addresses that are the same for all clients can be cached for all
    print: (document) => documentText(document as DocumentNode),
    ...options,
  });
  const byId = new PersistedQueryLink({
    generateHash: (document) => documentId(document).replace('sha256:', ''),
    useGETForHashedQueries: true,
  });
  return new ApolloClient({ link: persisted ? byId.concat(http) : http, cache });
}

/** A cache that joins the pages of a list. Records need no policy: their ids name the release, too. */
function joinedPages() {
  return new InMemoryCache({
    typePolicies: { Query: { fields: { projects: relayStylePagination(['filter', 'orderBy', 'at']) } } },
  });
}

export type Client = ReturnType<typeof connect>;
