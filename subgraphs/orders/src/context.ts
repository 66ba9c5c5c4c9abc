/** Dependencies of the service functions: the store, the runtime, the peers and, within a request, the viewer. */

import type { Mailer } from "@hansa/kit/mail";
import type { Log, Metrics, Runtime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import type { Store } from "@hansa/kit/store";
import type { Rules } from "./config.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Peers } from "./peers/peers.ts";
import type { OrderTemplates } from "./providers/template-data.ts";
import type { VatRegister } from "./providers/vat-register.ts";

export type Deps = {
  store: Store;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  rules: Rules;
  peers: Peers;
  guestSecret: string;
  /** Whether the shop serves the public: refusals then give no advice to developers. */
  production: boolean;
  sendMail: Mailer;
  templates: OrderTemplates;
  vatRegister: VatRegister;
  /** The people with a preview in progress: one for each, so that it is as short as the list of requests. */
  previewers: Set<string>;
};

/**
 * The port of order processing, which runs the sagas and the order tasks. The implementation takes leases in our own store; a workflow
 * engine of a cluster can replace it.
 */
export type OrderProcessor = {
  /** Processes an order and waits for it at most `timeoutMs`. The processing continues after that. */
  process(orderId: string, timeoutMs: number): Promise<void>;
  /** Processes the order of a checkout, if there is one. */
  processCheckout(checkoutId: string): Promise<void>;
  /** Processes every order that is due: after a crash, a back-off, or an unanswered call. */
  processDue(): Promise<void>;
  /** Resolves when this process is processing no order. */
  settled(): Promise<void>;
};

export type Context = Deps & RequestContext & { loaders: Loaders; processor: OrderProcessor };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, processor: OrderProcessor, request: RequestContext): Context {
  return { ...deps, ...request, processor, loaders: createLoaders(deps.store, deps.runtime) };
}
