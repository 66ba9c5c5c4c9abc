/** The service users: its configuration, schema and parts, opened on a store. */
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import { mailGauges, openMail } from "@hansa/kit/mail";
import { defineService, type Opened } from "@hansa/kit/service";
import { openSessionCheck } from "@hansa/kit/sessions";
import { createAlarmCauses } from "./api/alarm-causes.ts";
import { createEventConsumers } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers, outsideRoutes } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { plugins } from "./api/plugins.ts";
import { readConfig } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { openPasswords } from "./providers/passwords.ts";
import { readSecrets } from "./providers/secrets.ts";
import { openUserTemplates } from "./providers/templates.ts";
import { foldFormerSearchTexts } from "./service/accounts/search-texts.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { awaitOwnRevocations } from "./service/sessions/revocation-feed.ts";
import { findPublicKeys, rotateSigningKeys } from "./service/sessions/signing-keys.ts";

/** The kit adds what is no business of its own. */
export const users = defineService({
  ...shop,
  name: "users",
  readConfig,
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
  readFiles: ({ templates }) => openUserTemplates(templates),
  async open({ store, runtime, log, metrics, peer }, config, templates) {
    const { sendMail, closeMail } = openMail(config.mail, { log, metrics, runtime });
    const deps: Deps = {
      store,
      runtime,
      log,
      metrics,
      rules: config.rules,
      ring: config.ring,
      secrets: readSecrets(config.secrets),
      passwords: await openPasswords(runtime),
      sendMail,
      templates,
      peers: { products: peer("products"), orders: peer("orders"), payments: peer("payments") },
    };
    await rotateSigningKeys(deps);
    await foldFormerSearchTexts(deps);
    return {
      deps,
      // Its own keys, without a request to itself.
      askKeys: async () => ({ keys: await findPublicKeys(deps) }),
      sessions: openSessionCheck({
        runtime,
        log,
        own: store,
        read: (request, signal) => awaitOwnRevocations(deps, request, signal),
      }),
      plugins,
      context: (request) => createContext(deps, request),
      handlers: internalHandlers(deps),
      routes: [outsideRoutes(deps)],
      consumers: createEventConsumers(deps),
      jobs: createJobs(deps),
      gauges: mailGauges,
      alarmCauses: createAlarmCauses(deps),
      checkIntegrity: () => checkStoreIntegrity(deps),
      close: closeMail,
    };
  },
});

export type Users = Opened<typeof users>;
