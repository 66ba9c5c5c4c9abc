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

export type Deps = {
  store: Store;
  world: World;
  log: Log;
  metrics: Metrics;
  rules: Rules;
  peers: Peers;
  guestSecret: string;
  sendMail: Mailer;
};

export type Context = Deps & RequestContext & { loaders: Loaders };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps.store, deps.world) };
}
