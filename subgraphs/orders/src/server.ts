/** The service orders: its configuration, schema and parts, opened on a store. */
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import { openMail } from "@hansa/kit/mail";
import { defineService } from "@hansa/kit/service";
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
import { readConfig } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { openOrderTemplates } from "./providers/templates.ts";
import { openVatRegister, viesUrl } from "./providers/vat-register.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { writeFormerTerms } from "./service/order/search-terms.ts";
import { createOrderProcessor } from "./service/processing/processor.ts";
import { convertTaxRegions } from "./service/settings/region-codes.ts";
import { initializeSettings } from "./service/settings/settings.ts";

/** The kit adds what is no business of its own. */
export const orders = defineService({
  ...shop,
  name: "orders",
  readConfig,
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
  readFiles: ({ templates }) => openOrderTemplates(templates),
  async open({ store, runtime, log, metrics, peer }, config, templates) {
    const { rules, guestSecret, production } = config;
    await initializeSettings({ store, runtime }, config.firstSettings);
    await convertTaxRegions({ store, log });
    await writeFormerTerms({ store });
    const peers = { products: peer("products"), users: peer("users"), payments: peer("payments") };
    const { sendMail, closeMail } = openMail(config.mail, { log, metrics, runtime });
    const vatRegister = openVatRegister(
      { runtime, log, metrics },
      config.vatRegister === "vies" ? { vies: viesUrl } : "sandbox",
    );
    const outside = { peers, sendMail, templates, vatRegister };
    const deps: Deps = {
      store,
      runtime,
      log,
      metrics,
      rules,
      guestSecret,
      production,
      previewers: new Set(),
      ...outside,
    };
    const processor = createOrderProcessor(deps);
    const payments = createPaymentsConsumer(deps);
    return {
      deps,
      plugins,
      context: (request) => createContext(deps, processor, request),
      handlers: internalHandlers(deps, processor, payments),
      routes: [receiptRoutes(deps)],
      consumers: [payments, createUsersConsumer(deps), createOwnEventsConsumer(deps)],
      jobs: createJobs(deps, processor),
      gauges,
      alarmCauses,
      checkIntegrity: () => checkStoreIntegrity(deps),
      settled: processor.settled,
      close: closeMail,
    };
  },
});
