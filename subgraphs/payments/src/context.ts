/** Context of the service: store, runtime, providers, peers and, in a request, the viewer. */

import type { PeerOptions } from "@hansa/kit/rpc";
import type { Log, Metrics, Runtime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import type { Store } from "@hansa/kit/store";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Provider } from "./providers/port.ts";
import type { WebhookWatch } from "./providers/webhook-watch.ts";

/** `unanswered`: the call had no certain response; it is repeated. */
type ProviderResponse = { provider: string; outcome: "authorized" | "declined" | "unanswered" };

export type Deps = {
  store: Store;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  /** The default provider first. */
  providers: readonly Provider[];
  orders: PeerOptions;
  /** Counts what a provider answered about a new payment. */
  countResponse: (response: ProviderResponse) => void;
  /** Counts and reports accepted and refused provider messages. */
  webhooks: WebhookWatch;
  /** Whether the shop serves the public: then programs on this machine are one sender like others. */
  production: boolean;
  /** The origins to which a provider may send the browser back; outside of production those of this machine too. */
  returnOrigins: readonly string[];
  /** Whether the default provider moves money: neither the sandbox, nor a test key, nor a stand-in. */
  takesMoney: boolean;
};

export type Context = Deps & RequestContext & { loaders: Loaders };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps.store) };
}
