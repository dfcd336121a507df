import { ask, connect } from './client.js';
import { CountryAt, ProjectAt } from './records.js';

const url = process.argv[2];
if (!url) {
  console.error('no address was given (expected: npm start -- http://localhost:8080)');
  process.exit(2);
}

const client = connect(url);
for (const version of ['2026.11.2', '2026.11.3']) {
  const { country } = await ask(client, CountryAt, { id: 'country:AU', at: { version } });
  console.log(`${version}: ${country?.projects.totalCount} projects in ${country?.name}`);
  const { project } = await ask(client, ProjectAt, { id: 'project:abra', at: { version } });
  if (project) {
    const { location } = project;
    console.log(`  ${project.name}: ${location ? `${location.latitude}, ${location.longitude}` : 'somewhere'}`);
    for (const { op, release, fields } of project.history.nodes) {
      console.log(`    ${release.version}: ${op} ${fields.map(({ path }) => path).join(', ')}`);
    }
  }
}
