import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const java = process.env['JAVA'] ?? 'java';
const jar = process.env['EXAMPLE_JAR'] ?? '../../../target/lode.jar';

/** A Lode on a dataset of its own, which can be stopped, started again at the same address, and given new releases. */
export class Lode {
  readonly url: string;
  readonly #folder: string;
  #running: ChildProcess | undefined;
  #published = 0;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.url = `http://localhost:${port}`;
  }

  static async make(): Promise<Lode> {
    const folder = await mkdtemp(join(tmpdir(), 'lode-streams-'));
    await cp('../../../dataset', join(folder, 'dataset'), { recursive: true });
    return new Lode(folder, await freePort());
  }

  async start(): Promise<void> {
    const settings = [
      `--server.port=${new URL(this.url).port}`,
      '--management.server.port=0',
      `--lode.data-dir=${join(this.#folder, 'data')}`,
      `--lode.origin=${join(this.#folder, 'dataset')}`,
    ];
    this.#running = spawn(java, ['-jar', jar, ...settings], { stdio: 'inherit' });
    const ended = once(this.#running, 'exit').then(([code]) => Promise.reject(new Error(`Lode ended with code ${code}`)));
    await Promise.race([ended, this.#answers()]);
    ended.catch(() => {});
  }

  async #answers(): Promise<void> {
    const end = Date.now() + 300_000;
    while (!(await fetch(`${this.url}/graphql?query={release{sequence}}`).then(({ ok }) => ok, () => false))) {
      if (Date.now() > end) {
        throw new Error('Lode did not answer within five minutes');
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running && running.exitCode === null) {
      const exit = once(running, 'exit');
      running.kill();
      await exit;
    }
  }

  /** Makes a release with one more source, and returns its version. A Lode that runs serves it within a second. */
  async publish(): Promise<string> {
    const dataset = join(this.#folder, 'dataset');
    const version = `2099.1.${this.#published++}`;
    const [header, ...rows] = (await readFile(join(dataset, 'sources.csv'), 'utf8')).trimEnd().split('\n');
    rows.push(`source:example-${version.replaceAll('.', '-')},,Example,,,en,REPORT,PRIMARY,false`);
    await writeFile(join(dataset, 'sources.csv'), `${[header, ...rows.sort(byBytes)].join('\n')}\n`);
    await promisify(execFile)(java, ['-jar', jar, 'release', '--dataset', dataset, '--version', version, '--notes', 'Example.']);
    return version;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
