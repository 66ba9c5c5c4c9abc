/** The dependencies of all business rules of products, and the context of one request. */

import type { PeerOptions } from "@hansa/kit/rpc";
import type { Log, Metrics, Runtime } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import type { Store } from "@hansa/kit/store";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { PictureOrigin } from "./providers/picture-origin.ts";
import type { RenditionTurns } from "./providers/rendition-turns.ts";
import type { ScalePicture } from "./providers/webp.ts";

/** The folders of files: public media with their renditions, and private uploads. */
export type Folders = { media: string; renditions: string; uploads: string };

export type Deps = {
  store: Store;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  folders: Folders;
  renditions: RenditionTurns;
  scalePicture: ScalePicture;
  /** Other hosts, which pictures of imports are fetched from. */
  pictureOrigin: PictureOrigin;
  /** The services whose events are consumed. */
  peers: Readonly<Record<"orders" | "users", PeerOptions>>;
  /** Applies all events that orders has published. Rejects if orders cannot be reached. */
  catchUpWithOrders: () => Promise<void>;
};

export type Context = Deps &
  RequestContext & {
    loaders: Loaders;
    /** The start of the request in epoch ms. All its lists are as of this time, so equal lists share one statement. */
    startedAt: number;
  };

/** The context of one request, with loaders of its own. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return { ...deps, ...request, loaders: createLoaders(deps), startedAt: deps.runtime.now() };
}
