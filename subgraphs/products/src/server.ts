/** The service products: its configuration, schema and parts, opened on a store. */
import { dirname } from "node:path";
import { shop } from "@hansa/contracts/shop";
import { subgraphSchema } from "@hansa/kit/graphql";
import { defineService, type Opened, probeSharedFolder } from "@hansa/kit/service";
import { alarmCauses } from "./api/alarm-causes.ts";
import { createOrdersConsumer, createUsersConsumer } from "./api/events.ts";
import { resolvers } from "./api/graphql/index.ts";
import { internalHandlers } from "./api/internal.ts";
import { createJobs } from "./api/jobs.ts";
import { mediaRoutes } from "./api/media.ts";
import { plugins } from "./api/plugins.ts";
import { uploadRoutes } from "./api/uploads.ts";
import { readConfig } from "./config.ts";
import { createContext, type Deps } from "./context.ts";
import { openPictureOrigin } from "./providers/picture-origin.ts";
import { openRenditionTurns } from "./providers/rendition-turns.ts";
import { openScaler } from "./providers/webp.ts";
import { checkStoreIntegrity } from "./service/integrity.ts";

/** The kit adds what is no business of its own. */
export const products = defineService({
  ...shop,
  name: "products",
  readConfig,
  schema: subgraphSchema(new URL("../schema.graphql", import.meta.url), resolvers),
  migrations: new URL("../migrations", import.meta.url),
  async open({ store, runtime, log, metrics, peer }, config) {
    const peers = { orders: peer("orders"), users: peer("users") };
    // Machines that share a database share the files of its rows.
    if (config.store.engine === "pg") probeSharedFolder(dirname(config.mediaFolder));
    const folders = {
      media: config.mediaFolder,
      renditions: config.renditionsFolder,
      uploads: config.uploadsFolder,
    };
    const deps: Deps = {
      store,
      runtime,
      log,
      metrics,
      folders,
      renditions: openRenditionTurns(runtime),
      scalePicture: openScaler(),
      pictureOrigin: openPictureOrigin({ runtime, metrics }),
      peers,
      catchUpWithOrders: () => createOrdersConsumer(deps).catchUp(),
    };
    return {
      deps,
      plugins,
      context: (request) => createContext(deps, request),
      handlers: internalHandlers(deps),
      routes: [mediaRoutes(deps), uploadRoutes(deps)],
      consumers: [createUsersConsumer(deps), createOrdersConsumer(deps)],
      jobs: createJobs(deps),
      alarmCauses,
      checkIntegrity: () => checkStoreIntegrity(deps),
    };
  },
});

export type Products = Opened<typeof products>;
