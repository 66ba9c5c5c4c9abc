/** The four services in one process; the caller provides time, ids and randomness. */

import { type Caller, processes } from "@hansa/contracts/processes";
import { directTransport, type Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { readKeyRing, type Subgraph } from "@hansa/kit/service";
import { type GraphAnswer, type GraphqlRequest, sendToServer } from "@hansa/kit/testing";
import { readConfig as readOrdersConfig } from "../../subgraphs/orders/src/config.ts";
import { type Orders, openOrders } from "../../subgraphs/orders/src/server.ts";
import { readConfig as readPaymentsConfig } from "../../subgraphs/payments/src/config.ts";
import { openPayments, type Payments } from "../../subgraphs/payments/src/server.ts";
import { readConfig as readProductsConfig } from "../../subgraphs/products/src/config.ts";
import { openProducts, type Products } from "../../subgraphs/products/src/server.ts";
import { readConfig as readUsersConfig } from "../../subgraphs/users/src/config.ts";
import { openUsers, type Users } from "../../subgraphs/users/src/server.ts";
import { environmentFor } from "./keys/key-folder.ts";
import type { ShopService } from "./shop-services.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Shop<W extends Runtime = Runtime> = {
  products: Products;
  users: Users;
  orders: Orders;
  payments: Payments;
  runtime: W;
  /** Calls a service's GraphQL server as the router does. */
  ask(service: ShopService, question: GraphqlRequest): Promise<GraphAnswer>;
  close(): Promise<void>;
};

/**
 * Opens all four on the stores of `environment`, read as each service reads its own. Nothing runs by itself until `startWork` of a service
 * is called. They call each other without sockets unless a transport is given. Throws, with everything closed again, if one does not open.
 */
export async function openShop<W extends Runtime>(
  environment: Environment,
  runtime: W,
  given?: Transport,
): Promise<Shop<W>> {
  const servers = new Map<ShopService, Subgraph["inner"]>();
  const transport = given ?? directTransport(servers);
  const open: Subgraph[] = [];
  const opened = async <Service extends Subgraph>(name: ShopService, opening: Promise<Service>): Promise<Service> => {
    const service = await opening;
    open.push(service);
    servers.set(name, service.inner);
    return service;
  };
  const close = async (): Promise<void> => {
    for (const service of open.splice(0).reverse()) await service.stop();
  };

  try {
    const data = environment.HANSA_DATA || ".data";
    const own = (name: Caller) => environmentFor(name, environment, data);
    const router = readKeyRing("router", processes, own("router"));
    const products = await opened("products", openProducts(readProductsConfig(own("products")), runtime, transport));
    const users = await opened("users", openUsers(readUsersConfig(own("users")), runtime, transport));
    const orders = await opened("orders", openOrders(readOrdersConfig(own("orders")), runtime, transport));
    const payments = await opened("payments", openPayments(readPaymentsConfig(own("payments")), runtime, transport));
    const services = { products, users, orders, payments };
    return {
      ...services,
      runtime,
      ask: (service, question) => sendToServer({ service, graph: services[service].graph, router, runtime }, question),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An event may lead to other events; more often than this it never does. */
const rounds = 3;

/** Applies all events and runs all jobs: a shop that starts on these stores has nothing to catch up with. */
export async function drainWork({ products, users, orders, payments }: Shop): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const service of [payments, orders, products, users]) await service.catchUp();
    for (const service of [payments, orders, products]) await service.runJobsOnce();
  }
}
