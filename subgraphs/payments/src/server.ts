/** Wires payments together: store, provider, rules, doors, the events of users and jobs, ready to listen or to be called in one process. */
import { fileURLToPath } from "node:url";
import { httpCarrier } from "@hansa/kit/carriers";
import type { ServiceName } from "@hansa/kit/contract";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { pairKeys } from "@hansa/kit/identity";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { Carrier, PeerOptions } from "@hansa/kit/peers";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import type { Config } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { followUsers } from "./events.ts";
import { internalAnswers } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { sandboxClient } from "./providers/sandbox/client.ts";
import { openSandbox, type Sandbox } from "./providers/sandbox/open.ts";
import { postThrough } from "./providers/sandbox/post.ts";
import { resolvers } from "./resolvers/index.ts";
import { chainOldBooks } from "./service/proving-books.ts";
import { webhookRoutes } from "./webhooks.ts";

// Built once a process: it holds nothing of the service that is opened, and building it takes longer than all else.
const { schema } = subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));
const sandboxMigrations = fileURLToPath(new URL("../migrations/sandbox", import.meta.url));

/** `sandbox`: its dashboard, where what a person does reaches the shop by message only, and its faults; null if it runs elsewhere. */
export type Payments = Subgraph & { deps: Deps; sandbox: Pick<Sandbox, "dashboard" | "faults"> | null };

/** Opens the stores and everything on them. `world` decides time, ids and chance; `carry` reaches the others, over HTTP if none is given. */
export async function openPayments(config: Config, world: World, carry?: Carrier): Promise<Payments> {
  const log = createLog("payments", config.logLevel);
  const metrics = createMetrics();
  const http = httpCarrier(config.innerOrigins);
  const carrier = carry ?? http.carry;
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  await chainOldBooks({ store });
  const { file, secrets, webhookUrl, url } = config.sandbox;
  const post = postThrough(carrier, world, webhookUrl);
  const sandbox =
    url === undefined
      ? await openSandbox({ file, migrations: sandboxMigrations, world, secrets, post, atOnce: 1 })
      : { provider: sandboxClient(url, secrets) };

  const peer = (callee: ServiceName): PeerOptions => ({
    self: "payments",
    callee,
    keys: pairKeys(config.rootSecrets, "payments", callee),
    carry: carrier,
    world,
    metrics,
  });
  const deps: Deps = { store, world, log, metrics, providers: [sandbox.provider], orders: peer("orders") };
  const subgraph = await openSubgraph({
    name: "payments",
    world,
    log,
    metrics,
    store,
    rootSecrets: config.rootSecrets,
    schema,
    context: (request) => createContext(deps, request),
    answers: internalAnswers(deps),
    outside: webhookRoutes(deps),
    followers: [followUsers(deps, peer("users"))],
    jobs: [...createJobs(deps), ...("job" in sandbox ? [sandbox.job] : [])],
  });
  return {
    ...subgraph,
    deps,
    sandbox: "job" in sandbox ? sandbox : null,
    stop: async () => {
      await subgraph.stop();
      if ("job" in sandbox) await sandbox.close();
      await http.close();
    },
  };
}
