/** The services in one process, without their GraphQL servers: schemas, contexts, jobs, and the calls that they make to each other. */

import type { Identity } from "@hansa/kit/identity";
import { systemRuntime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import { type Environment, openShop } from "../../../../cli/host/in-process-shop.ts";
import { environmentFor } from "../../../../cli/host/keys/key-folder.ts";
import { byShopService, type ShopService, shopServices } from "../../../../cli/host/shop-services.ts";
import { servicesAt } from "../../../../cli/testing/addresses.ts";
import { openPeerIdentity, type PeerIdentity } from "../identity.ts";
import type { MonolithContext, ServiceSchemas } from "./context.ts";

export type Services = {
  schemas: ServiceSchemas;
  identify: PeerIdentity["identify"];
  contextOf(identity: Identity): MonolithContext;
};

/** Opens the services on the stores of this environment, and starts their jobs and event consumers. */
export async function openServices(environment: Environment = process.env): Promise<Services> {
  const shop = await openShop(environment, systemRuntime);
  for (const name of shopServices) shop[name].startWork();
  const internal = await shop.users.internal.listen({ host: "127.0.0.1", port: 0 });
  const { identify } = openPeerIdentity({
    ...environmentFor("router", environment, environment.HANSA_DATA ?? ""),
    HANSA_SERVICES: servicesAt({ users: { internal } }),
  });
  return {
    schemas: byShopService((name) => shop[name].schema),
    identify,
    contextOf: (identity) => {
      const request = requestContext(identity);
      const made = new Map<ShopService, object>();
      return {
        of: (name) => {
          const context = made.get(name) ?? shop[name].context(request);
          made.set(name, context);
          return context;
        },
      };
    },
  };
}

function requestContext({ viewer, guest, requestId }: Identity): RequestContext {
  const notes = { replayed: false, isHeld: false };
  return { viewer, guest, requestId, from: { address: null, agent: null }, notes, isSigned: false };
}
