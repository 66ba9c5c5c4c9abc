/** The service payments: its configuration, schema and parts, opened on a store. */
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import { openCounter } from "@hansa/kit/runtime";
import { defineService, type Opened } from "@hansa/kit/service";
import { createAlarmCauses } from "./api/alarm-causes.ts";
import { bankRoutes } from "./api/bank-pages.ts";
import { createOrdersConsumer, createUsersConsumer } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { gauges } from "./api/metrics.ts";
import { plugins } from "./api/plugins.ts";
import { webhookRoutes } from "./api/webhooks.ts";
import { readConfig } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { openProviders } from "./providers/registry.ts";
import { openWebhookWatch } from "./providers/webhook-watch.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { chainExistingEntries } from "./service/ledger/verification.ts";
import { publishPayableSteps } from "./service/methods/payable-steps.ts";

/** The kit adds what is no business of its own. */
export const payments = defineService({
  ...shop,
  name: "payments",
  readConfig,
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
  async open({ store, runtime, log, metrics, transport, peer }, config) {
    await chainExistingEntries({ store });
    const { providers: chosen, sandbox, stripe } = config;
    const opened = await openProviders({ chosen, sandbox, stripe }, runtime, transport);
    await publishPayableSteps({ store, runtime, providers: opened.providers });
    const deps: Deps = {
      store,
      runtime,
      log,
      metrics,
      providers: opened.providers,
      orders: peer("orders"),
      countResponse: openCounter(metrics, {
        name: "hansa_payment_answers_total",
        help: "Answers of payment providers about new payments, by provider and outcome.",
        labels: ["provider", "outcome"],
      }),
      webhooks: openWebhookWatch(
        { log, metrics, runtime },
        opened.providers.map(({ name }) => name),
      ),
      production: config.production,
      returnOrigins: config.returnOrigins,
      takesMoney: config.takesMoney,
    };
    return {
      deps,
      /** The simulated provider, if it is chosen: for tests and simulations. */
      sandbox: opened.sandbox,
      plugins,
      context: (request) => createContext(deps, request),
      handlers: internalHandlers(deps),
      routes: [webhookRoutes(deps), bankRoutes(opened.bank)],
      consumers: [createUsersConsumer(deps, peer("users")), createOrdersConsumer(deps, peer("orders"))],
      jobs: [...createJobs(deps), ...opened.jobs],
      gauges,
      alarmCauses: createAlarmCauses(deps),
      checkIntegrity: () => checkStoreIntegrity(deps),
      close: opened.close,
    };
  },
});

export type Payments = Opened<typeof payments>;
