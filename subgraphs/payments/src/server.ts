/** Wires payments together: store, provider, rules, doors, the events of users and jobs, ready to listen or to be called in one process. */
import { fileURLToPath } from "node:url";
import type { payments as contract } from "@hansa/contracts/payments";
import { httpCarrier } from "@hansa/kit/carriers";
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
import { followUsers } from "./events.ts";
import { internalAnswers } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { openProviders, type Providers } from "./providers/open.ts";
import { resolvers } from "./resolvers/index.ts";
import { chainOldBooks } from "./service/proving-books.ts";
import { webhookRoutes } from "./webhooks.ts";

// Built once a process: it holds nothing of the service that is opened, and building it takes longer than all else.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));
const sandboxMigrations = fileURLToPath(new URL("../migrations/sandbox", import.meta.url));

export type Payments = Subgraph & { deps: Deps } & Pick<Providers, "sandbox">;

/** Opens the stores and everything on them. `world` decides time, ids and chance; `carry` reaches the others, over HTTP if none is given. */
export async function openPayments(config: Config, world: World, carry?: Carrier): Promise<Payments> {
  const http = httpCarrier(config.innerOrigins);
  const { parts, deps, providers } = await wirePayments(config, world, carry ?? http.carry);
  const subgraph = await openSubgraph(parts);
  return {
    ...subgraph,
    deps,
    sandbox: providers.sandbox,
    stop: async () => {
      await subgraph.stop();
      await providers.close();
      await http.close();
    },
  };
}

/** Opens the stores and ties everything together but the doors, for whoever brings questions by another way. */
export async function wirePayments(config: Config, world: World, carry: Carrier) {
  const log = createLog("payments", config.logLevel);
  const metrics = createMetrics();
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  await chainOldBooks({ store });
  const sandbox = { ...config.sandbox, migrations: sandboxMigrations };
  const opened = await openProviders({ chosen: config.providers, sandbox, stripe: config.stripe }, world, carry);

  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    carry,
    world,
    metrics,
  });
  const deps: Deps = {
    store,
    world,
    log,
    metrics,
    providers: opened.providers,
    orders: peer("orders"),
    takesMoney: config.takesMoney,
  };
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "payments",
    world,
    log,
    unmaskErrors: config.unmaskErrors,
    metrics,
    store,
    ring: config.ring,
    sessions: openPeerSessionCheck(peer("users"), log),
    schema,
    context: (request) => createContext(deps, request),
    answers: internalAnswers(deps),
    outside: webhookRoutes(deps),
    followers: [followUsers(deps, peer("users"))],
    jobs: [...createJobs(deps), ...opened.jobs],
  };
  return { parts, deps, providers: opened };
}
