/** Composition root of users: store, secrets, mail, servers, event consumers and jobs, ready to listen or to be called in process. */
import { shop } from "@hansa/contracts/shop";
import type { users as contract } from "@hansa/contracts/users";
import { subgraphSchema } from "@hansa/kit/graphql";
import { mailGauges, openMail } from "@hansa/kit/mail";
import type { Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { openService, openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { openSessionCheck } from "@hansa/kit/sessions";
import { createAlarmCauses } from "./api/alarm-causes.ts";
import { createEventConsumers } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers, outsideRoutes } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { plugins } from "./api/plugins.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { openPasswords } from "./providers/passwords.ts";
import { readSecrets } from "./providers/secrets.ts";
import { openUserTemplates } from "./providers/templates.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";
import { awaitOwnRevocations } from "./service/sessions/revocation-feed.ts";
import { findPublicKeys, rotateSigningKeys } from "./service/sessions/signing-keys.ts";

/** Users before it is configured; the kit opens what is no business of its own. */
export const definition = {
  ...shop,
  name: "users",
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
};

export type Users = Subgraph & { deps: Deps };

/** Opens the service. The runtime gives time, ids and randomness; the transport reaches the other services. */
export async function openUsers(config: Config, runtime: Runtime, transport: Transport): Promise<Users> {
  const { parts, deps, closeMail } = await wireUsers(config, runtime, transport);
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

/** Opens the store and wires the service without its servers, for callers with a transport of their own. */
export async function wireUsers(config: Config, runtime: Runtime, transport: Transport) {
  const templates = openUserTemplates(config.templates);
  const service = await openService(definition, config, runtime, transport);
  const { log, metrics, store, peer } = service;
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
  const sessions = openSessionCheck({
    runtime,
    log,
    own: store,
    read: (question, signal) => awaitOwnRevocations(deps, question, signal),
  });
  const parts: SubgraphParts<typeof contract, Context> = {
    ...service,
    // Its own keys, without a request to itself.
    askKeys: async () => ({ keys: await findPublicKeys(deps) }),
    sessions,
    plugins,
    context: (request) => createContext(deps, request),
    handlers: internalHandlers(deps),
    outside: outsideRoutes(deps),
    consumers: createEventConsumers(deps),
    jobs: createJobs(deps),
    gauges: mailGauges,
    alarmCauses: createAlarmCauses(deps),
    checkIntegrity: () => checkStoreIntegrity(deps),
  };
  return { parts, deps, closeMail };
}
