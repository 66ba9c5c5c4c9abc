/** Context of the service: store, runtime, providers, peers and, in a request, the viewer. */
import type { RequestContext } from "@hansa/kit/graph-door";
import type { Log } from "@hansa/kit/log";
import type { Metrics } from "@hansa/kit/metrics";
import type { PeerOptions } from "@hansa/kit/peers";
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Provider } from "./providers/port.ts";

export type Deps = {
  store: Store;
  world: World;
  log: Log;
  metrics: Metrics;
  /** The default provider first. */
  providers: readonly Provider[];
  orders: PeerOptions;
  /** Whether the default provider moves money: neither the sandbox, nor a test key, nor a stand-in. */
  takesMoney: boolean;
};

export type Context = Deps &
  RequestContext & {
    loaders: Loaders;
    /** Checkout ids and guest tokens of this request, from its header or arguments. Each is checked against rows. */
    named: Set<string>;
  };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps.store), named: new Set(request.guest) };
}
