// PostGraphile over the views of postgraphile.sql: node server.js PORT CONNECTION WORKERS CONNECTIONS
import cluster from "node:cluster";
import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const [port, connectionString, workers, connections] = process.argv.slice(2);

async function serve() {
  const max = Math.ceil(Number(connections) / Number(workers));
  const graphile = postgraphile({
    extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset, PgAggregatesPreset],
    pgServices: [makePgService({ connectionString, schemas: ["live", "oldest"], pubsub: false, poolConfig: { max } })],
    schema: { connectionFilterRelations: true, defaultBehavior: "-insert -update -delete" },
    grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false },
    grafast: { explain: false },
  });
  // The server that PostGraphile knows never listens: it gets what is not asked of the heap.
  const answers = createServer();
  await graphile.createServ(grafserv).addTo(answers);
  createServer((request, response) => {
    if (request.url === "/heap") {
      globalThis.gc();
      response.end(String(Number(workers) * process.memoryUsage().heapUsed));
    } else {
      answers.emit("request", request, response);
    }
  }).listen(Number(port));
}

if (cluster.isPrimary && Number(workers) > 1) {
  for (let i = 0; i < Number(workers); i++) {
    cluster.fork();
  }
} else {
  await serve();
}
