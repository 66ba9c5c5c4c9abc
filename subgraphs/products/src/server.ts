/** Wiring of products: store, servers, event consumers and jobs, ready to listen or to run in one process. */

import { fileURLToPath } from "node:url";
import { createLog } from "@hansa/contracts/log";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import type { ServiceName } from "@hansa/contracts/processes";
import type { products as contract } from "@hansa/contracts/products";
import { subgraphSchema } from "@hansa/kit/graphql";
import { fetchPublicKeys, type PeerOptions, type Transport } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { openPeerSessionCheck } from "@hansa/kit/sessions";
import { openStore } from "@hansa/kit/store";
import { alarmCauses } from "./api/alarm-causes.ts";
import { createOrdersConsumer, createUsersConsumer } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { mediaRoutes } from "./api/media.ts";
import { plugins } from "./api/plugins.ts";
import { uploadRoutes } from "./api/uploads.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";

// Built once per process: it has no state of the service, and building it is the slowest part of the start.
const { schema, hash, buildAgain } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Products = Subgraph & { deps: Deps };

/** Opens the store, servers and jobs. `runtime` provides time, ids and randomness; `transport` sends requests to other services. */
export async function openProducts(config: Config, runtime: Runtime, transport: Transport): Promise<Products> {
  const { parts, deps } = await wireProducts(config, runtime, transport);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and wires all parts except the servers, for callers with a transport of their own. */
export async function wireProducts(config: Config, runtime: Runtime, transport: Transport) {
  const log = createLog("products", config.logLevel);
  const metrics = createMetrics();
  const logsStatements = config.graphql.explains;
  const store = await openStore({ file: config.storeFile, migrations, runtime, metrics, logsStatements });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    transport,
    runtime,
    metrics,
  });
  const peers = { orders: peer("orders"), users: peer("users") };
  const folders = { media: config.mediaFolder, uploads: config.uploadsFolder };
  const deps: Deps = {
    store,
    runtime,
    log,
    metrics,
    folders,
    peers,
    catchUpWithOrders: () => createOrdersConsumer(deps).catchUp(),
  };
  const routes = [mediaRoutes(folders.media), uploadRoutes(deps)];
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "products",
    runtime,
    log,
    graphql: config.graphql,
    access: config.access,
    mayMonitor: config.mayMonitor,
    askKeys: () => fetchPublicKeys(peers.users),
    metrics,
    store,
    ring: config.ring,
    transport,
    sessions: openPeerSessionCheck(peers.users, log),
    schema,
    schemaHash: hash,
    buildSchema: buildAgain,
    mutationLimits,
    plugins,
    context: (request) => createContext(deps, request),
    handlers: internalHandlers(deps),
    outside: {
      paths: routes.flatMap(({ paths }) => paths),
      addRoutes: (app) => {
        for (const route of routes) route.addRoutes(app);
      },
    },
    consumers: [createUsersConsumer(deps), createOrdersConsumer(deps)],
    jobs: createJobs(deps),
    alarmCauses,
    checkIntegrity: () => checkStoreIntegrity(deps),
  };
  return { parts, deps };
}
