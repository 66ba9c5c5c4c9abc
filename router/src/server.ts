/** The router put together: graph, transport, identity and listeners, started as one and stopped as one. */
import { followKeyFile, type KeyRing } from "@hansa/kit/keys/key-ring";
import { openAssertions } from "@hansa/kit/keys/viewer-assertions";
import { createLog, type Log } from "@hansa/kit/log";
import { observeProcess } from "@hansa/kit/metrics";
import type { Running } from "@hansa/kit/process";
import { openPeerSessionCheck, type SessionCheck } from "@hansa/kit/revocation/session-check";
import type { World } from "@hansa/kit/world";
import type { FastifyInstance } from "fastify";
import type { RouterConfig } from "./config.ts";
import { type LiveGraph, openLiveGraph } from "./graph/live.ts";
import { type GraphSource, loadGraph } from "./graph/load.ts";
import { watchFolders } from "./graph/watch.ts";
import { openApp } from "./http/app.ts";
import { openClientFiles } from "./http/client-files.ts";
import { openGraphql } from "./http/graphql.ts";
import { openIndex } from "./http/index-page.ts";
import { allowedOrigins } from "./http/loopback.ts";
import { openPassThrough } from "./http/pass-through.ts";
import { openPlayground, playgroundPage } from "./http/playground.ts";
import { openPrivate } from "./http/private.ts";
import { newClients } from "./identity/clients.ts";
import type { Recognition } from "./identity/identify.ts";
import { newKeyRing } from "./identity/keys.ts";
import { openLimits } from "./identity/limits.ts";
import { newTokens } from "./identity/tokens.ts";
import { askForClient, askForKeys, usersPeer } from "./identity/users.ts";
import { createRouterMetrics, type RouterMetrics } from "./metrics.ts";
import { openDocuments } from "./operation/documents.ts";
import { sessionCookies } from "./session/cookies.ts";
import { openSession } from "./session/endpoints.ts";
import { openPools } from "./transport/pools.ts";
import type { Transport } from "./transport/subgraphs.ts";

export type Router = Running & {
  app: FastifyInstance;
  inner: FastifyInstance;
  live: LiveGraph;
  metrics: RouterMetrics;
};

/** How long requests in progress may take to end once the router was told to stop, in milliseconds. */
const farewellMs = 3_000;

/** Loads the graph and opens both listeners; nothing listens yet. Throws when the graph cannot be served. */
export async function openRouter(config: RouterConfig, world: World, log: Log): Promise<Router> {
  const metrics = createRouterMetrics();
  const pools = openPools();
  const load = (source: GraphSource) => loadGraph(source, (hint) => log.warn({ hint }, "composition has a hint"));
  // While developing, a schema that is broken at the start is no reason not to start: the committed graph serves meanwhile.
  const fallback = config.graph.kind === "composed" ? () => load({ kind: "committed" }) : undefined;
  const live = openLiveGraph(() => load(config.graph), log, fallback);
  const transport: Transport = {
    world,
    log,
    metrics,
    pools,
    urls: config.subgraphUrls,
    signing: config.ring && { ring: config.ring, assert: openAssertions(config.ring, world) },
    fetchTimeoutMs: config.fetchTimeoutMs,
    unmaskErrors: config.unmaskErrors ?? false,
    known: new Map(),
  };
  const isShop = config.ring !== undefined;
  const stopping = new AbortController();
  const sessions = config.ring && sessionsOf(transport, config.innerOrigins.users, config.ring);
  const isAllowedOrigin = allowedOrigins(config.corsOrigins, config.production);
  const app = await openApp({
    world,
    log,
    corsOrigins: config.corsOrigins,
    isAllowedOrigin,
    production: config.production,
    trustedProxies: config.trustedProxies,
    connectionsPerAddress: config.connectionsPerAddress,
  });
  const recognition = config.ring && {
    ...recognitionOf(transport, config.innerOrigins.users, config.ring),
    cookies: sessionCookies(config.production, config.port),
    isAllowedOrigin,
  };
  const operations = {
    live,
    transport,
    documents: openDocuments(),
    strictness: { introspection: !config.production, suggestions: !config.production },
    proxies: { trusted: config.trustedProxies, log, warned: false },
    limits: openLimits(world, config.requestsPerMinute),
  };
  const page = config.production ? undefined : playgroundPage;
  openGraphql(app, { ...operations, sessions, recognition, page, explains: !config.production });
  if (recognition) await openSession(app, { ...operations, recognition });
  if (!config.production) await openPlayground(app, { log, dataFolder: config.dataFolder, isShop });
  openIndex(app, config.production);
  if (!config.production) openClientFiles(app, live);
  if (isShop) await openPassThrough(app, { world, log, pools, origins: config.innerOrigins });
  const keysFollowed = config.ring && followKeyFile(config.ring, world, log, stopping.signal);
  const sessionsFollowed = sessions?.follow(stopping.signal);
  const inner = openPrivate({ world, metrics, live });
  const watcher = config.watched.length > 0 ? await watchFolders(config.watched, world, live.reload) : undefined;

  return {
    alarms: { log, metrics },
    app,
    inner,
    live,
    metrics,
    stop: async () => {
      stopping.abort();
      await Promise.all([keysFollowed, sessionsFollowed]);
      await watcher?.close();
      const closed = app.close();
      await Promise.race([closed, world.sleep(farewellMs)]);
      app.server.closeAllConnections();
      await closed;
      await inner.close();
      await pools.close();
    },
  };
}

/** Everything by which people and programs are recognised; all of it is asked of the users service. */
function recognitionOf(
  { world, log, metrics, pools }: Transport,
  origin: string,
  ring: KeyRing,
): Pick<Recognition, "tokens" | "clients"> {
  const pool = pools.to(origin);
  const peer = usersPeer(pool, { world, metrics, ring });
  return {
    tokens: newTokens(newKeyRing({ world, log, ask: () => askForKeys(pool, world) })),
    clients: newClients({ world, log, ask: (keyHash) => askForClient(peer, keyHash) }),
  };
}

/** The session check on the feed of users. */
function sessionsOf({ world, log, metrics, pools }: Transport, origin: string, ring: KeyRing): SessionCheck {
  return openPeerSessionCheck(usersPeer(pools.to(origin), { world, metrics, ring }), log);
}

/** Opens the router and listens on both ports. */
export async function startRouter(config: RouterConfig, world: World): Promise<Router> {
  const log = createLog("router", config.logLevel);
  const router = await openRouter(config, world, log);
  observeProcess(router.metrics.registry);
  await router.inner.listen({ host: config.privateHost, port: config.privatePort });
  await router.app.listen({ host: config.host, port: config.port });
  log.info({ port: config.port, graph: router.live.current().hash }, "the router is ready");
  return router;
}
