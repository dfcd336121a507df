import { overEvents, overWebSocket } from './clients.js';
import { follow } from './follow.js';

const [url, how] = process.argv.slice(2);
if (!url) {
  console.error('no address was given (expected: npm start -- http://localhost:8080 [events])');
  process.exit(2);
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
for await (const { sequence, version } of follow(url, how === 'events' ? overEvents : overWebSocket, 0, interrupted.signal)) {
  console.log(`release ${sequence}: ${version}`);
}
