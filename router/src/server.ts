/** Composition root of the router: graph, transport, identity and listeners, started and stopped together. */

import { createLog } from "@hansa/contracts/log";
import { closeListener, openLifecycle, trustedHosts } from "@hansa/kit/http";
import {
  clientAddressReader,
  observeKeys,
  openAssertions,
  openSenders,
  originOf,
  outgoingKeys,
  watchKeyFile,
} from "@hansa/kit/identity";
import { httpTransport, observeInstances, type PeerCall } from "@hansa/kit/rpc";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { developmentFault, openUnsent } from "@hansa/kit/server";
import { observeProcess, type Running } from "@hansa/kit/service";
import { openPeerSessionCheck } from "@hansa/kit/sessions";
import { requireKnownFormat } from "@hansa/kit/store";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RouterConfig } from "./config.ts";
import { followRegistry, readServed } from "./control/registry/follow.ts";
import { openAlarmClosing } from "./control/status/alarm-closing.ts";
import { keepAlarms } from "./control/status/alarms.ts";
import { openRouterStore } from "./control/store/router-store.ts";
import { findUsedOperations } from "./control/store/usage/counts.ts";
import { openUsage } from "./control/usage/usage.ts";
import { refuseAddresses } from "./graph/addresses.ts";
import type { Graph } from "./graph/graph.ts";
import { type LiveGraph, openLiveGraph } from "./graph/live-graph.ts";
import { type GraphSource, loadGraphInSteps } from "./graph/source.ts";
import { completeInTurns, completeNow, type Steps } from "./graph/steps.ts";
import { watchSources } from "./graph/watcher.ts";
import { openClientFiles } from "./http/client-files.ts";
import { openCompression } from "./http/compression.ts";
import { openRequestLimit } from "./http/connections.ts";
import { anonymousSender } from "./http/graphql/call.ts";
import { openGraphqlEndpoint } from "./http/graphql/endpoint.ts";
import { securityHeaders } from "./http/headers.ts";
import { allowedOrigins } from "./http/loopback.ts";
import { openIndex } from "./http/pages/index-page.ts";
import { openPlayground } from "./http/pages/playground.ts";
import { openStatus } from "./http/pages/status-page.ts";
import { openPassThrough } from "./http/pass-through.ts";
import { openPrivateListener } from "./http/private-listener.ts";
import { openPublicListener } from "./http/public-listener.ts";
import { openSession } from "./http/session/endpoints.ts";
import { sessionCookies } from "./identity/cookies.ts";
import { openRateLimits } from "./identity/rate-limits.ts";
import { openRecognition } from "./identity/recognition.ts";
import { observeLastBackup } from "./last-backup.ts";
import { createRouterMetrics, observeGraph, observeUnsent, type RouterMetrics } from "./metrics.ts";
import { openAdmission, usedCpuTime } from "./operation/admission.ts";
import { strictnessOf } from "./operation/documents.ts";
import { responseLevels } from "./operation/graph-limits.ts";
import { type OpenPlanner, processPlanner } from "./planning/planner.ts";
import { closeSubgraphs, placesAt, type Transport } from "./transport/subgraphs.ts";

export type Router = Required<Running> & {
  app: FastifyInstance;
  inner: FastifyInstance;
  live: LiveGraph;
  metrics: RouterMetrics;
};

/** Parts in place of the router's own: `openPlanner` plans in place of a process. */
export type RouterParts = { openPlanner?: OpenPlanner };

/** Loads the graph and opens both listeners; nothing listens yet. Throws when the graph cannot be served. */
export async function openRouter(
  config: RouterConfig,
  runtime: Runtime,
  log: Log,
  parts: RouterParts = {},
): Promise<Router> {
  const metrics = createRouterMetrics(runtime.monotonic);
  const peers = httpTransport(config.innerOrigins, { runtime, log });
  const { limits, plannerMs, ring } = config;
  const { openPlanner = processPlanner(runtime, { plannerMs }) } = parts;
  const planning = { openPlanner, now: runtime.monotonic };
  function* loadInSteps(source: GraphSource): Steps<Graph> {
    const graph = yield* loadGraphInSteps(source, (hint) => log.warn({ hint }, "graph composition: hint"), planning);
    refuseAddresses(graph, config.subgraphUrls);
    return graph;
  }
  const served = config.registry === undefined ? undefined : await readServed(config.registry, log);
  const source: GraphSource = served ? { kind: "published", supergraph: served.supergraph } : config.graph;
  // With a broken schema the router starts too: the committed graph serves meanwhile.
  const hasFallback = source.kind === "composed" || source.kind === "published";
  const fallback = hasFallback ? () => completeNow(loadInSteps({ kind: "committed" })) : undefined;
  const live = openLiveGraph(() => completeNow(loadInSteps(source)), log, fallback);
  const transport: Transport = {
    runtime,
    log,
    metrics,
    urls: config.subgraphUrls,
    signing: ring && { ring, assert: openAssertions(ring, runtime) },
    operationTimeoutMs: config.operationTimeoutMs,
    optionalFetchTimeoutMs: config.optionalFetchTimeoutMs,
    mostOfResponses: { bytes: limits.responseBytes, levels: responseLevels(limits) },
    unmaskErrors: config.unmaskErrors ?? false,
    known: new Map(),
  };
  observeInstances(metrics.registry, function* () {
    for (const { name, instances } of transport.known.values()) yield [name, instances];
  });
  observeGraph(metrics.registry, live);
  if (ring) {
    requireKnownFormat(config.dataFolder);
    observeLastBackup(metrics.registry, config.dataFolder);
    observeKeys(metrics.registry, ring);
  }
  const lifecycle = openLifecycle();
  const { isReady, closing } = lifecycle;
  const users: PeerCall | undefined = ring && {
    callee: "users",
    transport: peers.transport,
    runtime,
    metrics,
    ring,
  };
  const sessions = users && openPeerSessionCheck(users, log);
  const isAllowedOrigin = allowedOrigins(config.corsOrigins, config.production);
  const recognition = users && {
    ...openRecognition(transport, users),
    cookies: sessionCookies(config.production, config.port),
    isAllowedOrigin,
  };
  const operations = {
    live,
    transport,
    strictness: strictnessOf(config.production, ring !== undefined, limits),
    proxies: { trusted: config.trustedProxies, log, warned: false },
    // All routers of a shop have this key.
    senderOf:
      config.connectionsPerAddress > 0
        ? openSenders(ring ? outgoingKeys(ring, "users")[0].secret : runtime.randomBytes(32))
        : undefined,
    limits: openRateLimits(runtime, config.requestsPerMinute),
    admission: openAdmission(
      {
        ...{ runtime, log, countRefusal: metrics.countRefusal, cpuTime: usedCpuTime },
        placesAt: (service) => placesAt(transport, service),
      },
      config.loadLimits,
    ),
  };
  const unsent = openUnsent(config.unsentLimits);
  observeUnsent(metrics.registry, unsent);
  const listener = {
    isReady,
    unsent,
    isAllowedOrigin,
    requestLimit: openRequestLimit(config.connectionsPerAddress),
    securityHeaders: securityHeaders(config.production),
    trustsHost: config.production
      ? undefined
      : trustedHosts(config.corsOrigins.map((origin) => new URL(origin).hostname)),
  };
  const compress = openCompression();
  const store = config.storeFile === undefined ? undefined : openRouterStore(config.storeFile, runtime, log);
  const alarms = keepAlarms({ runtime, log, metrics, store }, closing);
  const usage = store && openUsage({ runtime, store, instance: config.instance, metrics, stopping: closing });
  const endpoint = openGraphqlEndpoint({
    ...operations,
    ...listener,
    compress,
    usage,
    sessions,
    recognition,
    explains: !config.production,
    hasPage: !config.production,
    addressOf: clientAddressReader(config.trustedProxies),
  });
  const app = await openPublicListener({
    ...listener,
    runtime,
    log,
    trustedProxies: config.trustedProxies,
    connectionsPerAddress: config.connectionsPerAddress,
    endpoint,
  });
  if (recognition) await openSession(app, { ...operations, recognition });
  const notes = config.production ? undefined : { log, dataFolder: config.dataFolder, isShop: ring !== undefined };
  openIndex(app, notes, compress);
  if (notes) {
    await openPlayground(app, notes, compress);
    openClientFiles(app, live, compress);
  }
  const senderOf = (request: FastifyRequest) =>
    operations.senderOf?.(anonymousSender(originOf(operations.proxies, request)));
  if (ring !== undefined) await openPassThrough(app, { runtime, log, services: peers.services, senderOf, unsent });
  const following = {
    ...{ live, transport, runtime, log, strictness: operations.strictness, serving: served?.number ?? 0 },
    usedOperations: async (since: number) =>
      (await store?.use((opened) => opened.read((db) => findUsedOperations(db, since)))) ?? [],
    load: (supergraph: string) => completeInTurns(loadInSteps({ kind: "published", supergraph }), runtime),
  };
  const registryFollowed =
    config.registry === undefined ? undefined : followRegistry({ ...following, folder: config.registry }, closing);
  const keysFollowed = ring && watchKeyFile(ring, runtime, log, closing);
  const sessionsFollowed = sessions?.follow(closing);
  const inner = openPrivateListener({ runtime, metrics, unsent, isReady, live });
  if (ring) {
    const { production, routerOrigins: routers } = config;
    const address = `${config.privateHost}:${config.privatePort}`;
    const fault = () => live.fault() ?? developmentFault();
    const facts = { isReady, fault, schema: () => live.current().hash, findAlarms: alarms.findOpen };
    const source = { runtime, ring, services: peers.services, production, address, routers };
    openStatus(inner, { source, own: { registry: metrics.registry, ...facts } }, listener.securityHeaders);
    openAlarmClosing(inner, source, alarms);
  }
  const watcher = config.watched.length > 0 ? await watchSources(config.watched, runtime, live.reload) : undefined;

  return {
    alarms: { log, metrics, write: alarms.write },
    app,
    inner,
    live,
    metrics,
    drain: lifecycle.drain,
    stop: async () => {
      lifecycle.close();
      await Promise.all([keysFollowed, sessionsFollowed, registryFollowed]);
      await watcher?.close();
      await closeListener({ runtime, hasDrained: lifecycle.hasDrained() }, app.server, () => app.close());
      await inner.close();
      await alarms.ended;
      await usage?.flush();
      await store?.close();
      live.current().planner.retire();
      await closeSubgraphs(transport);
      await peers.close();
    },
  };
}

/** Opens the router and listens on both ports. */
export async function startRouter(config: RouterConfig, runtime: Runtime): Promise<Router> {
  const log = createLog("router", config.logLevel);
  const router = await openRouter(config, runtime, log);
  observeProcess(router.metrics.registry);
  await router.inner.listen({ host: config.privateHost, port: config.privatePort });
  await router.app.listen({ host: config.host, port: config.port });
  log.info({ port: config.port, graph: router.live.current().hash }, "router: ready");
  return router;
}
