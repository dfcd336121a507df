import type { Connect } from './clients.js';

export interface Release {
  readonly sequence: number;
  readonly version: string;
}

/**
 * Yields each release after the one with the number `last` once and in order, until `signal` ends it. A subscription delivers only releases that are
 * published while it is open. So the list of releases is queried after each connection and each event.
 */
export async function* follow(url: string, connect: Connect, last: number, signal: AbortSignal): AsyncGenerator<Release> {
  const looks = new Looks();
  const client = connect(url, () => looks.add());
  const end = () => {
    void client.dispose();
    looks.end();
  };
  signal.addEventListener('abort', end, { once: true });
  const news = listen();
  try {
    while (await looks.next()) {
      for (const release of await releasesAfter(url, last)) {
        last = release.sequence;
        yield release;
      }
    }
    await news;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }

  async function listen(): Promise<void> {
    try {
      for await (const { errors } of client.iterate({ query: 'subscription News { releasePublished { sequence } }' })) {
        if (errors) {
          throw new Error(errors.map(({ message }) => message).join('; '));
        }
        looks.add();
      }
    } finally {
      looks.end();
    }
  }
}

/** Whether somebody has to look again. Several calls before the next look are one. */
class Looks {
  #due = false;
  #ended = false;
  #wake = () => {};

  add(): void {
    this.#due = true;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Waits for a reason to look; false after the end. */
  async next(): Promise<boolean> {
    while (!this.#due && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#due = false;
    return !this.#ended;
  }
}

async function releasesAfter(url: string, sequence: number): Promise<Release[]> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ releases(first: 500) { nodes { sequence version } } }' }),
  });
  const { data } = (await response.json()) as { data?: { releases: { nodes: Release[] } | null } | null };
  if (!data?.releases) {
    throw new Error(`the releases of ${url} are not known: status ${response.status}`);
  }
  return data.releases.nodes.filter((release) => release.sequence > sequence);
}
