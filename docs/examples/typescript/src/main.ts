import { connect } from './client.js';
import { dealThenAndNow } from './deal.js';
import { inWords, refusal } from './errors.js';
import { LatestRelease, latestById } from './latest.js';
import { ProjectsOfCountry, projectsOf } from './projects.js';

const url = process.argv[2];
if (!url) {
  console.error('no address was given (expected: npm start -- http://localhost:8080)');
  process.exit(2);
}

const client = connect(url);

console.log('Projects in Australia, five at a time');
let shown = 0;
for await (const { totalCount, edges } of projectsOf(client, 'AU', 5)) {
  for (const { node } of edges.slice(shown)) {
    console.log(`  ${node.name}: ${node.minerals.map(({ name }) => name).join(', ')}`);
  }
  shown = edges.length;
  console.log(`  -- ${shown} of ${totalCount}`);
}

console.log('\nOne deal at two releases');
const { then, now } = await dealThenAndNow(client, 'deal:lynas-japan-supply', 1, 2);
for (const deal of [then, now]) {
  if (deal) {
    console.log(`  ${deal.since.version}: ${deal.name}, ${deal.events.totalCount} events`);
    for (const { node } of deal.history.edges) {
      console.log(`    release ${node.release.sequence}: ${node.op} ${node.reasons.join(', ')}`);
    }
  }
}

console.log('\nA page that is too large');
try {
  await client.query({ query: ProjectsOfCountry, variables: { country: 'CA', first: 501 } });
} catch (error) {
  console.log(`  ${inWords(refusal(error))}`);
}

console.log('\nThe latest release, asked by the id of its document');
await client.query({ query: LatestRelease }); // teaches the server the text, if need be
const { release } = await latestById(url);
console.log(`  ${release?.version}, ${release?.root}`);

client.stop();
