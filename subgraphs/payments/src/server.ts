/** Payments server: opens stores and providers, connects operations, webhooks, event consumers and jobs, and serves them. */
import { fileURLToPath } from "node:url";
import { createLog } from "@hansa/contracts/log";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import type { payments as contract } from "@hansa/contracts/payments";
import type { ServiceName } from "@hansa/contracts/processes";
import { subgraphSchema } from "@hansa/kit/graphql";
import { fetchPublicKeys, type PeerOptions, type Transport } from "@hansa/kit/rpc";
import { createMetrics, openCounter, type Runtime } from "@hansa/kit/runtime";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { openPeerSessionCheck } from "@hansa/kit/sessions";
import { openStore } from "@hansa/kit/store";
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

// Built once per process: the schema holds no service state, and building it is the slowest step of a start.
const { schema, hash, buildAgain } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

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
  const log = createLog("payments", config.logLevel);
  const metrics = createMetrics();
  const logsStatements = config.graphql.explains;
  const store = await openStore({ file: config.storeFile, migrations, runtime, metrics, logsStatements });
  await chainExistingEntries({ store });
  const { providers: chosen, sandbox, stripe } = config;
  const opened = await openProviders({ chosen, sandbox, stripe }, runtime, transport);

  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    transport,
    runtime,
    metrics,
  });
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
    name: "payments",
    runtime,
    log,
    graphql: config.graphql,
    access: config.access,
    mayMonitor: config.mayMonitor,
    askKeys: () => fetchPublicKeys(peer("users")),
    metrics,
    store,
    ring: config.ring,
    transport,
    sessions: openPeerSessionCheck(peer("users"), log),
    schema,
    schemaHash: hash,
    buildSchema: buildAgain,
    mutationLimits,
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
