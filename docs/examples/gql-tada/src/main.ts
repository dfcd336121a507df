import { placeOf, projectAt } from './project.js';

const url = process.argv[2];
if (!url) {
  console.error('no address was given (expected: npm start -- http://localhost:8080)');
  process.exit(2);
}

for (const version of ['2026.11.2', '2026.11.3']) {
  const project = await projectAt(url, 'project:abra', { version });
  console.log(project ? `${version}: ${project.name}, ${placeOf(project)}` : `${version}: no such project`);
}
