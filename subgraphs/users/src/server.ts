/** Wires users together: store, secrets, mail, rules, doors and jobs, ready to listen or to be called in one process. */

import { fileURLToPath } from "node:url";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { createLog } from "@hansa/kit/log";
import { openMail } from "@hansa/kit/mail";
import { createMetrics } from "@hansa/kit/metrics";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import type { Config } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { internalAnswers, keyRoutes } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { openPasswords } from "./providers/passwords.ts";
import { readSecrets } from "./providers/secrets.ts";
import { resolvers } from "./resolvers/index.ts";
import { keepKeysFresh } from "./service/keys.ts";

const sdlFile = new URL("../schema.graphql", import.meta.url);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Users = Subgraph & { deps: Deps };

/** Opens the store and everything on it. `world` decides time, ids and chance. */
export async function openUsers(config: Config, world: World): Promise<Users> {
  const log = createLog("users", config.logLevel);
  const metrics = createMetrics();
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  const deps: Deps = {
    store,
    world,
    log,
    metrics,
    rules: config.rules,
    secrets: readSecrets(config.rootSecrets),
    passwords: await openPasswords(world),
    sendMail: openMail(config.mail, { log, metrics, world }),
  };
  await keepKeysFresh(deps);
  const subgraph = await openSubgraph({
    name: "users",
    world,
    log,
    metrics,
    store,
    rootSecrets: config.rootSecrets,
    schema: subgraphSchema(sdlFile, resolvers).schema,
    context: (request) => createContext(deps, request),
    answers: internalAnswers(deps),
    outside: keyRoutes(deps),
    followers: [],
    jobs: createJobs(deps),
  });
  return { ...subgraph, deps };
}
