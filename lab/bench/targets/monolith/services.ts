/** The four services in one process, without their GraphQL servers: schemas, contexts, jobs, and the calls that they make to each other. */

import type { Identity } from "@hansa/kit/identity";
import { type Contract, directTransport } from "@hansa/kit/rpc";
import { systemRuntime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import { openSubgraph, type Subgraph, type SubgraphParts } from "@hansa/kit/service";
import type { GraphQLSchema } from "graphql";
import { environmentFor } from "../../../../cli/host/keys/key-folder.ts";
import { type ShopService, shopServices } from "../../../../cli/host/shop-services.ts";
import { servicesAt } from "../../../../cli/testing/addresses.ts";
import { readConfig as readOrdersConfig } from "../../../../subgraphs/orders/src/config.ts";
import { wireOrders } from "../../../../subgraphs/orders/src/server.ts";
import { readConfig as readPaymentsConfig } from "../../../../subgraphs/payments/src/config.ts";
import { wirePayments } from "../../../../subgraphs/payments/src/server.ts";
import { readConfig as readProductsConfig } from "../../../../subgraphs/products/src/config.ts";
import { wireProducts } from "../../../../subgraphs/products/src/server.ts";
import { readConfig as readUsersConfig } from "../../../../subgraphs/users/src/config.ts";
import { wireUsers } from "../../../../subgraphs/users/src/server.ts";
import { openPeerIdentity, type PeerIdentity } from "../identity.ts";
import type { MonolithContext, ServiceSchemas } from "./context.ts";

type Service = { schema: GraphQLSchema; contextOf(request: RequestContext): object; start(): void };

export type Services = {
  schemas: ServiceSchemas;
  identify: PeerIdentity["identify"];
  contextOf(identity: Identity): MonolithContext;
};

/** Opens the services on the stores of this process's environment, and starts their jobs and event consumers. */
export async function openServices(environment = process.env): Promise<Services> {
  const inner = new Map<ShopService, Subgraph["inner"]>();
  const transport = directTransport(inner);
  const own = (name: ShopService | "router") => environmentFor(name, environment, environment.HANSA_DATA ?? "");

  async function open<C extends Contract, Context extends RequestContext>(
    name: ShopService,
    wired: Promise<{ parts: SubgraphParts<C, Context> }>,
  ): Promise<Service> {
    const { parts } = await wired;
    const subgraph = await openSubgraph(parts);
    inner.set(name, subgraph.inner);
    return { schema: parts.schema, contextOf: parts.context, start: subgraph.startWork };
  }

  const services: Readonly<Record<ShopService, Service>> = {
    products: await open("products", wireProducts(readProductsConfig(own("products")), systemRuntime, transport)),
    users: await open("users", wireUsers(readUsersConfig(own("users")), systemRuntime, transport)),
    orders: await open("orders", wireOrders(readOrdersConfig(own("orders")), systemRuntime, transport)),
    payments: await open("payments", wirePayments(readPaymentsConfig(own("payments")), systemRuntime, transport)),
  };
  for (const name of shopServices) services[name].start();
  const users = await inner.get("users")?.listen({ host: "127.0.0.1", port: 0 });
  const { identify } = openPeerIdentity({
    ...own("router"),
    HANSA_SERVICES: servicesAt({ users: { internal: users ?? "" } }),
  });
  return {
    schemas: {
      products: services.products.schema,
      users: services.users.schema,
      orders: services.orders.schema,
      payments: services.payments.schema,
    },
    identify,
    contextOf: (identity) => {
      const request = requestContext(identity);
      const made = new Map<ShopService, object>();
      return {
        of: (name) => {
          const context = made.get(name) ?? services[name].contextOf(request);
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
