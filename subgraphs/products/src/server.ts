/** Wiring of products: store, servers, event consumers and jobs, ready to listen or to run in one process. */

import type { products as contract } from "@hansa/contracts/products";
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import type { Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { openService, openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
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

/** Products before it is configured; the kit opens what is no business of its own. */
export const definition = {
  ...shop,
  name: "products",
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
};

export type Products = Subgraph & { deps: Deps };

/** Opens the store, servers and jobs. `runtime` provides time, ids and randomness; `transport` sends requests to other services. */
export async function openProducts(config: Config, runtime: Runtime, transport: Transport): Promise<Products> {
  const { parts, deps } = await wireProducts(config, runtime, transport);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and wires all parts except the servers, for callers with a transport of their own. */
export async function wireProducts(config: Config, runtime: Runtime, transport: Transport) {
  const service = await openService(definition, config, runtime, transport);
  const { log, metrics, store, peer } = service;
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
    ...service,
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
