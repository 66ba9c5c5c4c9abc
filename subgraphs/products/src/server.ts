/** Wires products together: store, rules, doors and jobs, ready to listen or to be called in one process. */

import { fileURLToPath } from "node:url";
import { subgraphSchema } from "@hansa/kit/graph-schema";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import { openStore } from "@hansa/kit/store";
import { openSubgraph, type Subgraph } from "@hansa/kit/subgraph";
import type { World } from "@hansa/kit/world";
import type { Config } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { internalAnswers } from "./internal.ts";
import { createJobs } from "./jobs.ts";
import { mediaRoutes } from "./media.ts";
import { resolvers } from "./resolvers/index.ts";
import { uploadRoutes } from "./uploads.ts";

const sdlFile = new URL("../schema.graphql", import.meta.url);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type Products = Subgraph & { deps: Deps };

/** Opens the store and everything on it. `world` decides time, ids and chance. */
export async function openProducts(config: Config, world: World): Promise<Products> {
  const log = createLog("products", config.logLevel);
  const metrics = createMetrics();
  const store = await openStore({ file: config.storeFile, migrations, world, metrics });
  const folders = { media: config.mediaFolder, uploads: config.uploadsFolder };
  const deps: Deps = { store, world, log, rules: config.rules, folders };
  const doors = [mediaRoutes(folders.media), uploadRoutes(deps)];
  const subgraph = await openSubgraph({
    name: "products",
    world,
    log,
    metrics,
    store,
    rootSecrets: config.rootSecrets,
    schema: subgraphSchema(sdlFile, resolvers).schema,
    context: (request) => createContext(deps, request),
    answers: internalAnswers(deps),
    outside: {
      paths: doors.flatMap(({ paths }) => paths),
      addRoutes: (app) => {
        for (const door of doors) door.addRoutes(app);
      },
    },
    followers: [],
    jobs: createJobs(deps),
  });
  return { ...subgraph, deps };
}
