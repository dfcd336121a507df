import type { ExecutionResult } from 'graphql';
import { createClient as eventClient } from 'graphql-sse';
import { createClient as webSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What both clients can do. */
export interface Client {
  iterate<Data>(request: { query: string }): AsyncIterableIterator<ExecutionResult<Data>>;
  dispose(): void | Promise<void>;
}

/** Makes a client of the Lode at this address. It calls `connected` after each connection, the first and all later ones. */
export type Connect = (url: string, connected: () => void) => Client;

/** Between one and two seconds, so that not all clients of a server come back in the same moment. */
const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 1000 + Math.random() * 1000));

export const overWebSocket: Connect = (url, connected) => {
  const client = webSocketClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Infinity,
    retryWait: wait,
    shouldRetry: () => true, // otherwise a server that is still starting ends the subscription
    on: { connected },
  });
  return {
    iterate: <Data>(request: { query: string }) => client.iterate<Data>(request) as AsyncIterableIterator<ExecutionResult<Data>>,
    dispose: () => client.dispose(),
  };
};

export const overEvents: Connect = (url, connected) => {
  const client = eventClient({ url: `${url}/graphql`, retryAttempts: Infinity, retry: wait });
  return {
    iterate: <Data>(request: { query: string }) =>
      client.iterate<Data>(request, { connected }) as AsyncIterableIterator<ExecutionResult<Data>>,
    dispose: () => client.dispose(),
  };
};
