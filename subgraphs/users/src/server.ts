/** Composition root of users: store, secrets, mail, servers, event consumers and jobs, ready to listen or to be called in process. */

import { fileURLToPath } from "node:url";
import type { users as contract } from "@hansa/contracts/users";
import type { ServiceName } from "@hansa/kit/contract";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { createLog } from "@hansa/kit/log";
import { openMail } from "@hansa/kit/mail";
import { createMetrics } from "@hansa/kit/metrics";
import type { Carrier, PeerOptions } from "@hansa/kit/peers";
import { openSessionCheck } from "@hansa/kit/revocation/session-check";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import { createEventConsumers } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers, outsideRoutes } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import type { Config } from "./config.ts";
import { type Context, createContext, type Deps } from "./context.ts";
import { openPasswords } from "./providers/passwords.ts";
import { readSecrets } from "./providers/secrets.ts";
import { openUserTemplates } from "./providers/templates.ts";
import { awaitOwnRevocations } from "./service/sessions/revocation-feed.ts";
import { rotateSigningKeys } from "./service/sessions/signing-keys.ts";

// Built once per process: it holds no state of a service, and building it takes longer than everything else.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Users = Subgraph & { deps: Deps };

/** Opens the service. The runtime gives time, ids and randomness; the transport reaches the other services. */
export async function openUsers(config: Config, world: World, carry: Carrier): Promise<Users> {
  const { parts, deps } = await wireUsers(config, world, carry);
  return { ...(await openSubgraph(parts)), deps };
}

/** Opens the store and wires the service without its servers, for callers with a transport of their own. */
export async function wireUsers(config: Config, world: World, carry: Carrier) {
  const log = createLog("users", config.logLevel);
  const metrics = createMetrics();
  const templates = openUserTemplates(config.templates);
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  const peer = (callee: ServiceName): PeerOptions => ({
    callee,
    ring: config.ring,
    carry,
    world,
    metrics,
  });
  const deps: Deps = {
    store,
    world,
    log,
    metrics,
    rules: config.rules,
    secrets: readSecrets(config.secrets),
    passwords: await openPasswords(world),
    sendMail: openMail(config.mail, { log, metrics, world }),
    templates,
    peers: { products: peer("products"), orders: peer("orders"), payments: peer("payments") },
  };
  await rotateSigningKeys(deps);
  const sessions = openSessionCheck({
    world,
    log,
    isOwn: true,
    read: (question, signal) => awaitOwnRevocations(deps, question, signal),
  });
  const parts: SubgraphParts<typeof contract, Context> = {
    name: "users",
    world,
    log,
    unmaskErrors: config.unmaskErrors,
    metrics,
    store,
    ring: config.ring,
    sessions,
    schema,
    context: (request) => createContext(deps, request),
    answers: internalHandlers(deps),
    outside: outsideRoutes(deps),
    followers: createEventConsumers(deps),
    jobs: createJobs(deps),
  };
  return { parts, deps };
}
