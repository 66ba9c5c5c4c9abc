/** A prepared shop whose stores are moved into databases of a private server on this machine. */

import { serviceNames } from "@hansa/contracts/processes";
import { moveToDatabases } from "../../../cli/commands/move/run.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { createDatabase, startServer } from "../../harness/databases.ts";

/** A shop on a server, whose process has this id and those of the connections below it. */
export type ShopOnServer = { shop: Shop; serverPid: number };

/** Moves the stores of all services; the router keeps its file, which no page reads. Nothing of the shop may run. */
export async function moveToServer(shop: Shop): Promise<ShopOnServer> {
  const server = await startServer();
  const databases = await Promise.all(serviceNames.map((name) => createDatabase(server, name)));
  const variables = Object.assign({}, ...databases);
  await moveToDatabases(shop.data, { ...shop.env, HANSA_DATA: shop.data, ...variables });
  const serverPid = Number(await server.execute("head -n 1 data/postmaster.pid"));
  return { shop: Object.assign(shop, { env: { ...shop.env, ...variables } }), serverPid };
}
