import './dom';
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { type ReactNode, Suspense } from 'react';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { RelayEnvironmentProvider } from 'react-relay';
import type { Variables } from 'relay-runtime';
import { createEnvironment } from '../src/environment';
import { Project } from '../src/Project';
import { ProjectList } from '../src/ProjectList';
import { type Lode, startLode } from './lode';

let lode: Lode;

before(async () => {
  lode = await startLode();
});

after(() => lode.stop());

afterEach(cleanup);

const patience = { timeout: 30_000 };

/** Draws these, all with the one store of one session, waits until their first answers are there, and tells what was asked. */
async function draw(children: ReactNode) {
  const asked: { name: string; variables: Variables }[] = [];
  const environment = createEnvironment(lode.url, (event) => {
    if (event.name === 'network.start') {
      asked.push({ name: event.params.name, variables: event.variables });
    }
  });
  render(
    <RelayEnvironmentProvider environment={environment}>
      <Suspense fallback="Loading">{children}</Suspense>
    </RelayEnvironmentProvider>,
  );
  await waitFor(() => assert.equal(screen.queryByText('Loading'), null), patience);
  return asked;
}

const texts = (part: HTMLElement, role: string) => within(part).queryAllByRole(role).map(({ textContent }) => textContent);

/** Items of the list in this part of the page, when there are no more pages; the number of pages, too. */
async function allPages(part: HTMLElement, count: number): Promise<{ items: (string | null)[]; pages: number }> {
  const list = within(part).getByRole('list');
  for (let pages = 1; ; pages++) {
    const more = within(part).queryByRole('button', { name: 'More' });
    if (!more) {
      return { items: texts(list, 'listitem'), pages };
    }
    assert.equal(texts(list, 'listitem').length, count * pages);
    fireEvent.click(more);
    await waitFor(() => assert.ok(texts(list, 'listitem').length > count * pages), patience);
    await waitFor(() => assert.equal(within(part).queryByRole<HTMLButtonElement>('button', { name: 'More' })?.disabled ?? false, false), patience);
  }
}

const section = (part: HTMLElement) => within(part).getByRole('heading', { level: 2 }).parentElement as HTMLElement;

it('joins the pages of a list at the root', async () => {
  await draw(<ProjectList country="country:AU" version="2026.11.3" count={5} />);
  const { items, pages } = await allPages(section(document.body), 5);
  assert.ok(pages >= 3, `${pages} pages`);
  assert.equal(`${items.length} projects`, within(document.body).getByRole('heading', { level: 2 }).textContent);
  cleanup();

  await draw(<ProjectList country="country:AU" version="2026.11.3" count={500} />);
  assert.deepEqual(items, texts(document.body, 'listitem'));
  assert.equal(new Set(items).size, items.length);
});

it('keeps the lists of two releases apart', async () => {
  await draw(
    <>
      <ProjectList country="country:AU" version="2026.11.1" count={500} />
      <ProjectList country="country:AU" version="2026.11.3" count={500} />
    </>,
  );
  const [then, now] = screen.getAllByRole('list').map((list) => texts(list, 'listitem').length);
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
    const article = screen.getByRole('article', { name: version });
    assert.equal(within(article).getByRole('heading', { level: 1 }).textContent, `${name}, ${version}`);
    assert.equal(article.querySelector('span')?.textContent, place);
    assert.deepEqual([...article.querySelectorAll('ol li')].map(({ textContent }) => textContent), changes);
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
    fireEvent.click(within(screen.getByRole('article', { name: version })).getByRole('button', { name: 'Again' }));
    await waitFor(() => assert.deepEqual(asked.at(-1), { name: 'ProjectPlaceQuery', variables: { id: `project:abra@${version}` } }), patience);
    await waitFor(() => assert.equal(screen.getByRole('article', { name: version }).querySelector('span')?.textContent, place), patience);
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
    const part = section(screen.getByRole('article', { name: version }));
    const { items } = await allPages(part, 2);
    assert.equal(`${items.length} investments`, within(part).getByRole('heading', { level: 2 }).textContent);
    joined.push(items);
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
  const whole = ['2026.11.1', '2026.11.3'].map((version) => texts(section(screen.getByRole('article', { name: version })), 'listitem'));
  assert.deepEqual(joined, whole);
});

it('sends ids of documents, and the server answers no others', async () => {
  const response = await fetch(`${lode.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ projects { totalCount } }' }),
  });
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  assert.deepEqual(errors.map(({ extensions }) => extensions.code), ['QUERY_NOT_IN_SAFELIST']);
});
