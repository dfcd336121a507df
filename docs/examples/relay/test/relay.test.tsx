import './dom';
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { type ReactNode, Suspense } from 'react';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/react';
import { RelayEnvironmentProvider } from 'react-relay';
import type { Variables } from 'relay-runtime';
import { createEnvironment } from '../src/environment';
import { Project } from '../src/Project';
import { ProjectList } from '../src/ProjectList';
import { type Lode, startLode } from './lode';

let lode: Lode | undefined;

before(async () => {
  lode = await startLode();
});

after(() => lode?.stop());

function running(): Lode {
  assert.ok(lode);
  return lode;
}

afterEach(cleanup);

const patience = { timeout: 120_000 };

/** Renders these with one store, waits until their first answers are there, and returns the requests. */
async function draw(children: ReactNode) {
  const asked: { name: string; variables: Variables }[] = [];
  const environment = createEnvironment(running().url, (event) => {
    if (event.name === 'network.start') {
      asked.push({ name: event.params.name, variables: event.variables });
    }
  });
  render(
    <RelayEnvironmentProvider environment={environment}>
      <Suspense fallback="Loading">{children}</Suspense>
    </RelayEnvironmentProvider>,
  );
  await waitFor(() => assert.doesNotMatch(document.body.textContent ?? '', /Loading/), patience);
  return asked;
}

/** The one element of this part of the page that a selector finds. */
function one(part: ParentNode, selector: string): HTMLElement {
  const [found, ...others] = part.querySelectorAll<HTMLElement>(selector);
  assert.ok(found && others.length === 0, `${selector}: ${others.length + (found ? 1 : 0)} (expected: 1)`);
  return found;
}

const texts = (part: ParentNode, selector: string) => [...part.querySelectorAll(selector)].map(({ textContent }) => textContent);

const article = (version: string) => one(document, `article[aria-label="${version}"]`);

/** Rows of the list in this part of the page, when there are no more pages; the number of pages, too. */
async function allPages(part: ParentNode, count: number): Promise<{ rows: (string | null)[]; pages: number }> {
  for (let pages = 1; ; pages++) {
    const rows = texts(part, 'section li');
    const more = part.querySelector<HTMLButtonElement>('section button');
    if (!more) {
      return { rows, pages };
    }
    assert.equal(rows.length, count * pages);
    fireEvent.click(more);
    await waitFor(() => {
      assert.ok(texts(part, 'section li').length > rows.length);
      assert.notEqual(part.querySelector<HTMLButtonElement>('section button')?.disabled, true);
    }, patience);
  }
}

it('joins the pages of a list at the root', async () => {
  await draw(<ProjectList country="country:AU" version="2026.11.3" count={5} />);
  const { rows, pages } = await allPages(document, 5);
  assert.ok(pages >= 3, `${pages} pages`);
  assert.equal(`${rows.length} projects`, one(document, 'h2').textContent);
  cleanup();

  await draw(<ProjectList country="country:AU" version="2026.11.3" count={500} />);
  assert.deepEqual(rows, texts(document, 'li'));
  assert.equal(new Set(rows).size, rows.length);
});

it('keeps the lists of two releases apart', async () => {
  await draw(
    <>
      <ProjectList country="country:AU" version="2026.11.1" count={500} />
      <ProjectList country="country:AU" version="2026.11.3" count={500} />
    </>,
  );
  const [then, now] = [...document.querySelectorAll('ul')].map((list) => texts(list, 'li').length);
  assert.ok(then && now && then < now, `${then} and ${now} projects`);
});

it('keeps one project at two releases apart, each with its history', async () => {
  await draw(
    <>
      <Project id="project:abra" version="2026.11.2" count={5} />
      <Project id="project:abra" version="2026.11.3" count={5} />
    </>,
  );
  const name = 'Abra lead exploration (loan to Toho Zinc)';
  for (const [version, place, changes] of [
    ['2026.11.2', 'No place', ['ADD 2026.11.1']],
    ['2026.11.3', '-24.6, 118.6', ['ADD 2026.11.1', 'MOD 2026.11.3']],
  ] as const) {
    const part = article(version);
    assert.equal(one(part, 'h1').textContent, `${name}, ${version}`);
    assert.equal(one(part, 'span').textContent, place);
    assert.deepEqual(texts(part, 'ol li'), changes);
  }
});

it('asks a project again by its id alone, and has the one of the same release', async () => {
  const asked = await draw(
    <>
      <Project id="project:abra" version="2026.11.2" count={5} />
      <Project id="project:abra" version="2026.11.3" count={5} />
    </>,
  );
  for (const [version, place] of [
    ['2026.11.2', 'No place'],
    ['2026.11.3', '-24.6, 118.6'],
  ] as const) {
    fireEvent.click(one(article(version), 'p button'));
    await waitFor(() => assert.deepEqual(asked.at(-1), { name: 'ProjectPlaceQuery', variables: { id: `project:abra@${version}` } }), patience);
    await waitFor(() => assert.equal(one(article(version), 'span').textContent, place), patience);
  }
});

it('joins the pages of a list of a project, each of the release that the project was read at', async () => {
  const asked = await draw(
    <>
      <Project id="project:lynas-mt-weld-gebeng" version="2026.11.1" count={2} />
      <Project id="project:lynas-mt-weld-gebeng" version="2026.11.3" count={2} />
    </>,
  );
  const joined: (string | null)[][] = [];
  for (const version of ['2026.11.1', '2026.11.3']) {
    const part = article(version);
    const { rows } = await allPages(part, 2);
    assert.equal(`${rows.length} investments`, one(part, 'h2').textContent);
    joined.push(rows);
  }
  const pages = asked.filter(({ name }) => name === 'ProjectInvestmentsQuery').map(({ variables }) => variables['id']);
  assert.deepEqual(new Set(pages), new Set(['project:lynas-mt-weld-gebeng@2026.11.1', 'project:lynas-mt-weld-gebeng@2026.11.3']));
  cleanup();

  await draw(
    <>
      <Project id="project:lynas-mt-weld-gebeng" version="2026.11.1" count={500} />
      <Project id="project:lynas-mt-weld-gebeng" version="2026.11.3" count={500} />
    </>,
  );
  const whole = ['2026.11.1', '2026.11.3'].map((version) => texts(article(version), 'section li'));
  assert.deepEqual(joined, whole);
});

it('sends ids of documents, and the server answers no others', async () => {
  const response = await fetch(`${running().url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ projects { totalCount } }' }),
  });
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  assert.deepEqual(errors.map(({ extensions }) => extensions.code), ['QUERY_NOT_IN_SAFELIST']);
});
