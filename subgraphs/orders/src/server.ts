/** Wires orders together: store, rules, doors, followers and jobs, ready to listen or to be called in one process. */
import { fileURLToPath } from "node:url";
import type { orders as contract } from "@hansa/contracts/orders";
import type { ServiceName } from "@hansa/kit/contract";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { createLog } from "@hansa/kit/log";
import { openMail } from "@hansa/kit/mail";
import { createMetrics } from "@hansa/kit/metrics";
import type { Carrier, PeerOptions } from "@hansa/kit/peers";
import { openPeerSessionCheck } from "@hansa/kit/revocation/session-check";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { followOwnEvents } from "./events/own.ts";
import { followUsers } from "./events/users.ts";
import { followPayments } from "./events.ts";
import { internalAnswers } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { openOrderTemplates } from "./providers/templates.ts";
import { receiptRoutes } from "./receipts.ts";
import { resolvers } from "./resolvers/index.ts";
import { leasedRunner } from "./service/running/runner.ts";
import { convertTaxRegions } from "./service/settings/region-codes.ts";
import { writeFirstSettings } from "./service/settings/settings.ts";

// Built once a process: it holds nothing of the service that is opened, and building it takes longer than all else.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Orders = Subgraph & { deps: Deps };

/** Opens the store and everything on it. `world` decides time, ids and chance; `carry` reaches the other services. */
export async function openOrders(config: Config, world: World, carry: Carrier): Promise<Orders> {
  const { parts, deps } = await wireOrders(config, world, carry);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and ties everything together but the doors, for whoever brings questions by another way. */
export async function wireOrders(config: Config, world: World, carry: Carrier) {
  const { rules, guestSecret } = config;
  const log = createLog("orders", config.logLevel);
  const metrics = createMetrics();
  const templates = openOrderTemplates(config.templates);
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  await writeFirstSettings({ store, world }, config.firstSettings);
  await convertTaxRegions({ store, log });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    carry,
    world,
    metrics,
  });
  const peers = { products: peer("products"), users: peer("users"), payments: peer("payments") };
  const sendMail = openMail(config.mail, { log, metrics, world });
  const deps: Deps = { store, world, log, metrics, rules, peers, guestSecret, sendMail, templates };
  const runner = leasedRunner(deps);
  const payments = followPayments(deps);
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "orders",
    world,
    log,
    unmaskErrors: config.unmaskErrors,
    metrics,
    store,
    ring: config.ring,
    sessions: openPeerSessionCheck(peers.users, log),
    schema,
    context: (request) => createContext(deps, runner, request),
    answers: internalAnswers(deps, runner, payments),
    outside: receiptRoutes(deps),
    followers: [payments, followUsers(deps), followOwnEvents(deps)],
    jobs: createJobs(deps, runner),
  };
  return { parts, deps };
}
