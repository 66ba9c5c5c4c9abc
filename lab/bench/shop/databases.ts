/** A prepared shop whose stores are moved into databases of a private server on this machine. */
import type { Shop } from "../../../cli/host/processes/process.ts";
import { moveToServer, startServer } from "../../harness/databases.ts";

/** A shop on a server, whose process has this id and those of the connections below it. */
export type ShopOnServer = { shop: Shop; serverPid: number };

/** Moves the stores of all services. Nothing of the shop may run. */
export async function moveShop(shop: Shop): Promise<ShopOnServer> {
  const server = await startServer();
  const variables = await moveToServer(server, shop.data, shop.env);
  const serverPid = Number(await server.execute("head -n 1 data/postmaster.pid"));
  return { shop: Object.assign(shop, { env: { ...shop.env, ...variables } }), serverPid };
}
