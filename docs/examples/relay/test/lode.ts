import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Lode {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a Lode that answers the documents of the compiler's manifest and no others. */
export async function startLode(): Promise<Lode> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-relay-'));
  const port = await freePort();
  const settings = [
    `--server.port=${port}`,
    '--management.server.port=0',
    `--lode.data-dir=${join(folder, 'data')}`,
    `--lode.persisted.folder=${resolve('persisted')}`,
    '--lode.persisted.only=true',
  ];
  const jar = process.env['EXAMPLE_JAR'] ?? '../../../target/lode.jar';
  const running = spawn(process.env['JAVA'] ?? 'java', ['-jar', jar, ...settings], { stdio: 'inherit' });
  const exit = once(running, 'exit');
  const stop = async () => {
    running.kill();
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://localhost:${port}`;
  const end = Date.now() + 300_000;
  while (!(await fetch(`${url}/schema.graphql`).then(({ ok }) => ok, () => false))) {
    if (running.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`Lode does not answer (expected: within five minutes; exit code ${running.exitCode})`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
