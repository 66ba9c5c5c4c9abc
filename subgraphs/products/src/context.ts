/** What every rule of products can reach: the store, the world, the shop's own settings, the other services and, in a request, who asks. */
import type { RequestContext } from "@hansa/kit/graph-door";
import type { Log } from "@hansa/kit/log";
import type { PeerOptions } from "@hansa/kit/peers";
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type { Rules } from "./config.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { ShopSettings } from "./store/settings.ts";

/** Where files lie: what the public sees, and what has arrived and nobody sees. */
export type Folders = { media: string; uploads: string };

export type Deps = {
  store: Store;
  world: World;
  log: Log;
  rules: Rules;
  /** The settings of the configuration, which hold until orders has published any. */
  firstSettings: ShopSettings;
  folders: Folders;
  /** Whose events are followed. */
  peers: Readonly<Record<"orders" | "users", PeerOptions>>;
  /** Applies the events that orders has now. Rejects when orders cannot be reached. */
  catchUpWithOrders: () => Promise<void>;
};

export type Context = Deps &
  RequestContext & {
    loaders: Loaders;
    /** When the request began, in epoch milliseconds: its lists are all of this moment, so that those that are alike share a statement. */
    startedAt: number;
  };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps), startedAt: deps.world.now() };
}
