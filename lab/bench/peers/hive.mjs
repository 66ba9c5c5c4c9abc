/**
 * Hive Gateway with its JavaScript planner, or with `--rust` the one of its router runtime. It signs its fetches as our router does. Installed on
 * demand: see package.json beside it.
 */
import { createServer } from "node:http";
import { serviceNames } from "../../../packages/contracts/src/processes.ts";
import { schemasForOthers } from "../../../router/src/compose/other-gateways.ts";
import { readGatewayConfig } from "../../../router/src/config.ts";
import { repository } from "../../../router/src/graph/composition/sources.ts";
import { openPeerIdentity } from "../targets/identity.ts";

/** Imported by variables: a checkout without them can be checked too. */
const [runtime, rustPlanner] = ["@graphql-hive/gateway-runtime", "@graphql-hive/router-runtime"];
const { createGatewayRuntime } = await import(runtime);
const identity = openPeerIdentity();
const { subgraphUrls } = readGatewayConfig();
const urls = new Map(serviceNames.map((name) => [subgraphUrls[name]?.[0], name]));
const supergraph = schemasForOthers(repository, subgraphUrls).find(({ name }) => name === "supergraph.graphql")?.text;
/** Identities by request: several fetches belong to one. */
const identities = new WeakMap();

const gateway = createGatewayRuntime({
  supergraph,
  // While a subgraph is down it would print every failed request.
  logging: false,
  landingPage: false,
  graphiql: false,
  // Equal fetches in flight are merged by their headers as they are before signing: without this one, those of two viewers would be.
  propagateHeaders: { fromClientToSubgraphs: viewerHeaders },
  plugins: () => [{ onFetch: signFetch }],
  ...(process.argv.includes("--rust") ? { unifiedGraphHandler: (await import(rustPlanner)).unifiedGraphHandler } : {}),
});
createServer(gateway).listen(Number(process.env.HANSA_PORT), "127.0.0.1");

/** The client's credentials, and its address as a proxy before the gateway states it. @param {{ request: Request }} payload */
function viewerHeaders({ request: { headers } }) {
  const names = ["authorization", "hansa-guest", "x-forwarded-for"];
  return Object.fromEntries(names.map((name) => [name, headers.get(name)]));
}

/**
 * Signs a request to a subgraph for the client's viewer.
 * @param {{ url: string, options: { body?: unknown, headers?: object }, setOptions: (options: object) => void, context: { request: Request } }} fetch
 */
async function signFetch({ url, options, setOptions, context: { request } }) {
  const service = urls.get(url);
  if (!service) return;
  const known = identities.get(request) ?? identity.identify(request.headers.get("authorization") ?? undefined);
  identities.set(request, known);
  const asking = await known;
  const vouched = { requestId: asking.requestId, assertion: identity.assertionFor(asking, service) };
  const signed = identity.sign(service, vouched, String(options.body));
  setOptions({ ...options, headers: { ...options.headers, ...signed } });
}
