import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Connect, overEvents, overWebSocket } from '../src/clients.js';
import { follow } from '../src/follow.js';
import { Lode } from './lode.js';

let lode: Lode;
let newest: number;

before(async () => {
  lode = await Lode.make();
  await lode.start();
  newest = await sequence();
});

/** The number of the newest release that the server has. */
async function sequence(): Promise<number> {
  const answer = await fetch(`${lode.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ release { sequence } }' }),
  });
  const { data } = (await answer.json()) as { data: { release: { sequence: number } } };
  return data.release.sequence;
}

after(() => lode.remove());

/** A follower, and the releases that it received so far. */
class Listener {
  readonly versions: string[] = [];
  connections = 0;
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;

  constructor(connect: Connect) {
    const counted: Connect = (url, connected) =>
      connect(url, () => {
        this.connections++;
        connected();
      });
    this.#ended = this.#listen(counted);
    this.#ended.catch(() => {});
  }

  async #listen(connect: Connect): Promise<void> {
    for await (const { version } of follow(lode.url, connect, newest, this.#abort.signal)) {
      this.versions.push(version);
    }
  }

  /** Waits until this holds; an error of the follower ends the wait. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + 300_000;
    const failed = this.#ended.then(() => assert.fail('the subscription has ended'));
    failed.catch(() => {});
    while (!holds()) {
      assert.ok(Date.now() < end, `${what}: told of ${this.versions} after ${this.connections} connections`);
      await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  async end(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }
}

it('delivers every release once, while the server stops, starts and publishes', async () => {
  const listeners = [new Listener(overWebSocket), new Listener(overEvents)];
  const all = (what: string, holds: (listener: Listener) => boolean) =>
    Promise.all(listeners.map((listener) => listener.until(what, () => holds(listener))));
  await all('connects', ({ connections }) => connections === 1);

  const first = await lode.publish();
  await all('gets a release', ({ versions }) => versions.includes(first));

  await lode.stop();
  const missed = await lode.publish();
  await lode.start();
  await all('connects again', ({ connections }) => connections >= 2);
  await all('catches up', ({ versions }) => versions.includes(missed));

  const last = await lode.publish();
  await all('gets a release after the restart', ({ versions }) => versions.includes(last));

  for (const listener of listeners) {
    assert.deepEqual(listener.versions, [first, missed, last]);
    await listener.end();
  }
});
