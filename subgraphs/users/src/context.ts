/** The context of users: store, runtime, secrets, mailer, peers and, in a request, the viewer. */

import type { KeyRing } from "@hansa/kit/identity";
import type { Mailer } from "@hansa/kit/mail";
import type { Log, Metrics, Runtime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import type { Store } from "@hansa/kit/store";
import type { Rules } from "./config.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Peers } from "./peers/peers.ts";
import type { Passwords } from "./providers/passwords.ts";
import type { Secrets } from "./providers/secrets.ts";
import type { UserTemplates } from "./providers/templates.ts";

export type Deps = {
  store: Store;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  rules: Rules;
  ring: KeyRing;
  secrets: Secrets;
  passwords: Passwords;
  sendMail: Mailer;
  templates: UserTemplates;
  peers: Peers;
};

export type Context = Deps & RequestContext & { loaders: Loaders };

/** Creates the context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps.store, deps.runtime) };
}
