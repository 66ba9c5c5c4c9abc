/** Hive Gateway with its JavaScript planner, or with `--rust` the one of its router runtime. Installed on demand: see package.json beside it. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { root } from "../../host/shop.mjs";
import { serviceNames } from "../../packages/kit/src/rpc/contract.ts";
import { graphUrlVariable } from "../../packages/kit/src/rpc/service-variables.ts";
import { projectSupergraph } from "../../router/src/apollo-gateway/projection.ts";
import { openPeerIdentity } from "../targets/identity.ts";

/** Imported by variables: a checkout without them can be checked too. */
const [runtime, rustPlanner] = ["@graphql-hive/gateway-runtime", "@graphql-hive/router-runtime"];
const { createGatewayRuntime } = await import(runtime);
const identity = openPeerIdentity();
const urls = new Map(serviceNames.map((name) => [process.env[graphUrlVariable(name)], name]));
/** Identities by request: several fetches belong to one. */
const identities = new WeakMap();

const gateway = createGatewayRuntime({
  supergraph: addressed(projectSupergraph(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"))),
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

/** The client's credentials. @param {{ request: Request }} payload */
function viewerHeaders({ request }) {
  return { authorization: request.headers.get("authorization") };
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

/** The supergraph with the addresses of this run. @param {string} sdl */
function addressed(sdl) {
  return [...urls].reduce((text, [url, name]) => text.replace(`"hansa:${name}"`, `"${url}"`), sdl);
}
