/** The services of the shop in one process; the caller provides time, ids and randomness. */

import { type Caller, processes } from "@hansa/contracts/processes";
import { directTransport, type Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { readKeyRing, type Subgraph } from "@hansa/kit/service";
import { type GraphqlRequest, type GraphResponse, sendToServer } from "@hansa/kit/testing";
import { openEach } from "./defined-services.ts";
import { environmentFor } from "./keys/key-folder.ts";
import { type ShopService, shopServices } from "./shop-services.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Shop<W extends Runtime = Runtime> = Awaited<ReturnType<typeof openEach>> & {
  runtime: W;
  /** Calls a service's GraphQL server as the router does. */
  ask(service: ShopService, request: GraphqlRequest): Promise<GraphResponse>;
  close(): Promise<void>;
};

/**
 * Opens all on the stores of `environment`, read as each service reads its own. Nothing runs by itself until `startWork` of a service
 * is called. They call each other without sockets unless a transport is given. Throws, with everything closed again, if one does not open.
 */
export async function openShop<W extends Runtime>(
  environment: Environment,
  runtime: W,
  given?: Transport,
): Promise<Shop<W>> {
  const servers = new Map<ShopService, Subgraph["internal"]>();
  const transport = given ?? directTransport(servers);
  const open: Subgraph[] = [];
  const close = async (): Promise<void> => {
    for (const service of open.splice(0).reverse()) await service.stop();
  };

  try {
    const own = (name: Caller) => environmentFor(name, environment, environment.HANSA_DATA || ".data");
    const router = readKeyRing("router", processes, own("router"));
    const services = await openEach(async (name, defined) => {
      const service = await defined.configure(own(name)).open(runtime, transport);
      open.push(service);
      servers.set(name, service.internal);
      return service;
    });
    return {
      ...services,
      runtime,
      ask: (service, request) => sendToServer({ service, graph: services[service].graph, router, runtime }, request),
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
export async function drainWork(shop: Shop): Promise<void> {
  const services = shopServices.map((name) => shop[name]).reverse();
  for (let round = 0; round < rounds; round += 1) {
    for (const service of services) await service.catchUp();
    for (const service of services) await service.runJobsOnce();
  }
}
