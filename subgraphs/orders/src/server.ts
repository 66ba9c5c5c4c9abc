/** Wiring of orders: connects store, servers, event consumers and jobs. The result can listen or be called in the same process. */
import type { orders as contract } from "@hansa/contracts/orders";
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import { openMail } from "@hansa/kit/mail";
import type { Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { openService, openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
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

/** Orders before it is configured; the kit opens what is no business of its own. */
export const definition = {
  ...shop,
  name: "orders",
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
};

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
  const templates = openOrderTemplates(config.templates);
  const service = await openService(definition, config, runtime, transport);
  const { log, metrics, store, peer } = service;
  await initializeSettings({ store, runtime }, config.firstSettings);
  await convertTaxRegions({ store, log });
  const peers = { products: peer("products"), users: peer("users"), payments: peer("payments") };
  const { sendMail, closeMail } = openMail(config.mail, { log, metrics, runtime });
  const deps: Deps = { store, runtime, log, metrics, rules, peers, guestSecret, production, sendMail, templates };
  const processor = createOrderProcessor(deps);
  const payments = createPaymentsConsumer(deps);
  const parts: SubgraphParts<typeof contract, Context> = {
    ...service,
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
