/** Wires products together: store, rules, doors, the events of others and jobs, ready to listen or to be called in one process. */

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
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { followOrders, followUsers } from "./events.ts";
import { internalAnswers } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { mediaRoutes } from "./media.ts";
import { resolvers } from "./resolvers/index.ts";
import { uploadRoutes } from "./uploads.ts";

// Built once a process: it holds nothing of the service that is opened, and building it takes longer than all else.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Products = Subgraph & { deps: Deps };

/** Opens the store and everything on it. `world` decides time, ids and chance; `carry` reaches the other services. */
export async function openProducts(config: Config, world: World, carry: Carrier): Promise<Products> {
  const { parts, deps } = await wireProducts(config, world, carry);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and ties everything together but the doors, for whoever brings questions by another way. */
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
    catchUpWithOrders: () => followOrders(deps).catchUp(),
  };
  const doors = [mediaRoutes(folders.media), uploadRoutes(deps)];
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
    answers: internalAnswers(deps),
    outside: {
      paths: doors.flatMap(({ paths }) => paths),
      addRoutes: (app) => {
        for (const door of doors) door.addRoutes(app);
      },
    },
    followers: [followUsers(deps), followOrders(deps)],
    jobs: createJobs(deps),
  };
  return { parts, deps };
}
