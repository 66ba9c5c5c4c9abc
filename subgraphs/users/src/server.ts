/** Composition root of users: store, secrets, mail, servers, event consumers and jobs, ready to listen or to be called in process. */

import { fileURLToPath } from "node:url";
import { createLog } from "@hansa/contracts/log";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import type { ServiceName } from "@hansa/contracts/processes";
import type { users as contract } from "@hansa/contracts/users";
import { subgraphSchema } from "@hansa/kit/graphql";
import { mailGauges, openMail } from "@hansa/kit/mail";
import type { PeerOptions, Transport } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import { openSessionCheck } from "@hansa/kit/sessions";
import { openStore } from "@hansa/kit/store";
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

// Built once per process: it holds no state of a service, and building it takes longer than everything else.
const { schema, hash, buildAgain } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

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
  const log = createLog("users", config.logLevel);
  const metrics = createMetrics();
  const templates = openUserTemplates(config.templates);
  const logsStatements = config.graphql.explains;
  const store = await openStore({ file: config.storeFile, migrations, runtime, metrics, logsStatements });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    transport,
    runtime,
    metrics,
  });
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
    name: "users",
    runtime,
    log,
    graphql: config.graphql,
    access: config.access,
    mayMonitor: config.mayMonitor,
    // Its own keys, without a request to itself.
    askKeys: async () => ({ keys: await findPublicKeys(deps) }),
    metrics,
    store,
    ring: config.ring,
    transport,
    sessions,
    schema,
    schemaHash: hash,
    buildSchema: buildAgain,
    mutationLimits,
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
