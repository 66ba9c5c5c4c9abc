/** Hive Gateway with the Rust planner of its router runtime on a supergraph, which passes the client's authorization on. Its argument is the folder of the schemas. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

/** Imported by variables: a checkout without them can be checked too. */
const [runtime, rustPlanner] = ["@graphql-hive/gateway-runtime", "@graphql-hive/router-runtime"];
const { createGatewayRuntime } = await import(runtime);
const { unifiedGraphHandler } = await import(rustPlanner);
const [folder = ""] = process.argv.slice(2);

const gateway = createGatewayRuntime({
  supergraph: readFileSync(path.join(folder, "supergraph.graphql"), "utf8"),
  logging: false,
  landingPage: false,
  graphiql: false,
  propagateHeaders: { fromClientToSubgraphs: authorizationOf },
  unifiedGraphHandler,
});
createServer(gateway).listen(Number(process.env.HANSA_PORT), "127.0.0.1");

/** @param {{ request: Request }} payload */
function authorizationOf({ request: { headers } }) {
  return { authorization: headers.get("authorization") };
}
