/** Payments server: opens stores and providers, connects operations, webhooks, event consumers and jobs, and serves them. */
import type { payments as contract } from "@hansa/contracts/payments";
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import type { Transport } from "@hansa/kit/rpc";
import { openCounter, type Runtime } from "@hansa/kit/runtime";
import { openService, openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { createAlarmCauses } from "./api/alarm-causes.ts";
import { createOrdersConsumer, createUsersConsumer } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { gauges } from "./api/metrics.ts";
import { plugins } from "./api/plugins.ts";
import { webhookRoutes } from "./api/webhooks.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { openProviders, type Providers } from "./providers/registry.ts";
import { openWebhookWatch } from "./providers/webhook-watch.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { chainExistingEntries } from "./service/ledger/verification.ts";

/** Payments before it is configured; the kit opens what is no business of its own. */
export const definition = {
  ...shop,
  name: "payments",
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
};

export type Payments = Subgraph & { deps: Deps } & Pick<Providers, "sandbox">;

/** Opens the stores and everything on them. `runtime` decides time, ids and chance; `transport` reaches other services. */
export async function openPayments(config: Config, runtime: Runtime, transport: Transport): Promise<Payments> {
  const { parts, deps, providers } = await wirePayments(config, runtime, transport);
  const subgraph = await openSubgraph(parts);
  return {
    ...subgraph,
    deps,
    sandbox: providers.sandbox,
    stop: async () => {
      await subgraph.stop();
      await providers.close();
    },
  };
}

/** Opens the stores and connects all parts without listening, for callers that bring requests by another transport. */
export async function wirePayments(config: Config, runtime: Runtime, transport: Transport) {
  const service = await openService(definition, config, runtime, transport);
  const { log, metrics, store, peer } = service;
  await chainExistingEntries({ store });
  const { providers: chosen, sandbox, stripe } = config;
  const opened = await openProviders({ chosen, sandbox, stripe }, runtime, transport);

  const deps: Deps = {
    store,
    runtime,
    log,
    metrics,
    providers: opened.providers,
    orders: peer("orders"),
    countAnswer: openCounter(metrics, {
      name: "hansa_payment_answers_total",
      help: "Answers of payment providers about new payments, by provider and outcome.",
      labels: ["provider", "outcome"],
    }),
    webhooks: openWebhookWatch(
      { log, metrics, runtime },
      opened.providers.map(({ name }) => name),
    ),
    production: config.production,
    takesMoney: config.takesMoney,
  };
  const parts: SubgraphParts<typeof contract, Context> = {
    ...service,
    plugins,
    context: (request) => createContext(deps, request),
    handlers: internalHandlers(deps),
    outside: webhookRoutes(deps),
    consumers: [createUsersConsumer(deps, peer("users")), createOrdersConsumer(deps, peer("orders"))],
    jobs: [...createJobs(deps), ...opened.jobs],
    gauges,
    alarmCauses: createAlarmCauses(deps),
    checkIntegrity: () => checkStoreIntegrity(deps),
  };
  return { parts, deps, providers: opened };
}
