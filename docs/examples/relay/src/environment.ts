import { Environment, type FetchFunction, type GraphQLResponse, type LogFunction, Network, RecordSource, Store } from 'relay-runtime';

/** An environment of the Lode at this address. It sends the ids of documents, which the server knows from the compiler's manifest. */
export function createEnvironment(url: string, log: LogFunction = () => {}): Environment {
  const ask: FetchFunction = async ({ id, name }, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: id, operationName: name, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  };
  return new Environment({ network: Network.create(ask), store: new Store(new RecordSource()), log });
}
