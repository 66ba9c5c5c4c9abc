/** Wiring of products: store, servers, event consumers and jobs, ready to listen or to run in one process. */

import { fileURLToPath } from "node:url";
import type { products as contract } from "@hansa/contracts/products";
import type { ServiceName } from "@hansa/kit/contract";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { Carrier, PeerOptions } from "@hansa/kit/peers";
import { openPeerSessionCheck } from "@hansa/kit/revocation/session-check";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import { createOrdersConsumer, createUsersConsumer } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { mediaRoutes } from "./api/media.ts";
import { uploadRoutes } from "./api/uploads.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";

// Built once per process: it has no state of the service, and building it is the slowest part of the start.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Products = Subgraph & { deps: Deps };

/** Opens the store, servers and jobs. `runtime` provides time, ids and randomness; `carry` sends requests to other services. */
export async function openProducts(config: Config, world: World, carry: Carrier): Promise<Products> {
  const { parts, deps } = await wireProducts(config, world, carry);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and wires all parts except the servers, for callers with a transport of their own. */
export async function wireProducts(config: Config, world: World, carry: Carrier) {
  const log = createLog("products", config.logLevel);
  const metrics = createMetrics();
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    carry,
    world,
    metrics,
  });
  const peers = { orders: peer("orders"), users: peer("users") };
  const folders = { media: config.mediaFolder, uploads: config.uploadsFolder };
  const deps: Deps = {
    store,
    world,
    log,
    rules: config.rules,
    firstSettings: config.firstSettings,
    folders,
    peers,
    catchUpWithOrders: () => createOrdersConsumer(deps).catchUp(),
  };
  const routes = [mediaRoutes(folders.media), uploadRoutes(deps)];
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "products",
    world,
    log,
    unmaskErrors: config.unmaskErrors,
    metrics,
    store,
    ring: config.ring,
    sessions: openPeerSessionCheck(peers.users, log),
    schema,
    context: (request) => createContext(deps, request),
    answers: internalHandlers(deps),
    outside: {
      paths: routes.flatMap(({ paths }) => paths),
      addRoutes: (app) => {
        for (const route of routes) route.addRoutes(app);
      },
    },
    followers: [createUsersConsumer(deps), createOrdersConsumer(deps)],
    jobs: createJobs(deps),
  };
  return { parts, deps };
}
