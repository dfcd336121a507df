// Asks a server every audit that graphql-http has: node audits.js http://localhost:8080/graphql
import { serverAudits } from 'graphql-http';

const EXPECTED = 61;

const url = process.argv[2];
if (!url) {
  console.error('no address was given (expected: node audits.js http://localhost:8080/graphql)');
  process.exit(2);
}

let failed = 0;
// An answer that never comes is one that failed.
const fetchFn = (address, request) => fetch(address, { ...request, signal: AbortSignal.timeout(10_000) });
const audits = serverAudits({ url, fetchFn });
for (const audit of audits) {
  const result = await audit.fn().catch((error) => ({ status: 'fatal', reason: `${error}: ${error.cause}` }));
  console.log(`${result.status.padEnd(6)} ${audit.id} ${audit.name}`);
  if (result.status !== 'ok') {
    failed++;
    console.log(`       ${result.reason}`);
  }
}
console.log(`${audits.length - failed} passed, ${failed} failed`);
if (audits.length !== EXPECTED) {
  console.error(`there are ${audits.length} audits (expected: ${EXPECTED})`);
}
process.exit(failed === 0 && audits.length === EXPECTED ? 0 : 1);
