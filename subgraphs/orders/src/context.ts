/** What every rule of orders can reach: the store, the world, the other services and, in a request, who asks. */
import type { RequestContext } from "@hansa/kit/graph-door";
import type { Log } from "@hansa/kit/log";
import type { Mailer } from "@hansa/kit/mail";
import type { Metrics } from "@hansa/kit/metrics";
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type { Rules } from "./config.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { Peers } from "./peers/peers.ts";
import type { OrderTemplates } from "./providers/template-data.ts";

export type Deps = {
  store: Store;
  world: World;
  log: Log;
  metrics: Metrics;
  rules: Rules;
  peers: Peers;
  guestSecret: string;
  sendMail: Mailer;
  templates: OrderTemplates;
};

/**
 * The port behind which orders are gone on with, their sagas and their errands. Behind it stands a runner on the leases of our own store; an
 * engine of a cluster can take its place.
 */
export type SagaRunner = {
  /** Goes on with an order, and waits for it no longer than `patienceMs`; it is gone on with all the same. */
  finish(orderId: string, patienceMs: number): Promise<void>;
  /** Goes on with every order whose time has come: after a crash, a pause, or a service that did not answer. */
  runDue(): Promise<void>;
};

export type Context = Deps & RequestContext & { loaders: Loaders; runner: SagaRunner };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, runner: SagaRunner, request: RequestContext): Context {
  return { ...deps, ...request, runner, loaders: createLoaders(deps.store, deps.world) };
}
