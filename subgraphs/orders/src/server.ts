/** Wiring of orders: connects store, servers, event consumers and jobs. The result can listen or be called in the same process. */
import { fileURLToPath } from "node:url";
import { createLog } from "@hansa/contracts/log";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import type { orders as contract } from "@hansa/contracts/orders";
import type { ServiceName } from "@hansa/contracts/processes";
import { subgraphSchema } from "@hansa/kit/graphql";
import { openMail } from "@hansa/kit/mail";
import { fetchPublicKeys, type PeerOptions, type Transport } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { openPeerSessionCheck } from "@hansa/kit/sessions";
import { openStore } from "@hansa/kit/store";
import { alarmCauses } from "./api/alarm-causes.ts";
import { createOwnEventsConsumer } from "./api/events/own.ts";
import { createPaymentsConsumer } from "./api/events/payments.ts";
import { createUsersConsumer } from "./api/events/users.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { gauges } from "./api/metrics.ts";
import { plugins } from "./api/plugins.ts";
import { receiptRoutes } from "./api/receipts.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { openOrderTemplates } from "./providers/templates.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { createOrderProcessor } from "./service/processing/processor.ts";
import { convertTaxRegions } from "./service/settings/region-codes.ts";
import { initializeSettings } from "./service/settings/settings.ts";

// Built once per process: it is independent of the opened service, and building it takes longer than everything else.
const { schema, hash, buildAgain } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Orders = Subgraph & { deps: Deps };

/** Opens the store and the service on it. The runtime provides time, ids and randomness; the transport reaches the other services. */
export async function openOrders(config: Config, runtime: Runtime, transport: Transport): Promise<Orders> {
  const { parts, deps, closeMail } = await wireOrders(config, runtime, transport);
  const subgraph = await openSubgraph(parts);
  return {
    ...subgraph,
    deps,
    stop: async () => {
      await subgraph.stop();
      closeMail();
    },
  };
}

/** Opens the store and wires the service without its servers, for callers that pass requests in another way. */
export async function wireOrders(config: Config, runtime: Runtime, transport: Transport) {
  const { rules, guestSecret, production } = config;
  const log = createLog("orders", config.logLevel);
  const metrics = createMetrics();
  const templates = openOrderTemplates(config.templates);
  const logsStatements = config.graphql.explains;
  const store = await openStore({ file: config.storeFile, migrations, runtime, metrics, logsStatements });
  await initializeSettings({ store, runtime }, config.firstSettings);
  await convertTaxRegions({ store, log });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    transport,
    runtime,
    metrics,
  });
  const peers = { products: peer("products"), users: peer("users"), payments: peer("payments") };
  const { sendMail, closeMail } = openMail(config.mail, { log, metrics, runtime });
  const deps: Deps = { store, runtime, log, metrics, rules, peers, guestSecret, production, sendMail, templates };
  const processor = createOrderProcessor(deps);
  const payments = createPaymentsConsumer(deps);
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "orders",
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
    context: (request) => createContext(deps, processor, request),
    handlers: internalHandlers(deps, processor, payments),
    outside: receiptRoutes(deps),
    consumers: [payments, createUsersConsumer(deps), createOwnEventsConsumer(deps)],
    jobs: createJobs(deps, processor),
    gauges,
    alarmCauses,
    checkIntegrity: () => checkStoreIntegrity(deps),
    settled: processor.settled,
  };
  return { parts, deps, closeMail };
}
