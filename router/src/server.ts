/** Composition root of the router: graph, front and control, started and stopped together. */
import { createLog } from "@hansa/contracts/log";
import { closeListener, openLifecycle } from "@hansa/kit/http";
import { watchKeyFile } from "@hansa/kit/identity";
import { httpTransport, observeInstances, openInstances } from "@hansa/kit/rpc";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { openUnsent } from "@hansa/kit/server";
import { observeProcess, type Running } from "@hansa/kit/service";
import { openPeerSessionCheck } from "@hansa/kit/sessions";
import type { FastifyInstance } from "fastify";
import type { RouterConfig } from "./config.ts";
import { openControl } from "./control/control.ts";
import { openExplainer } from "./control/explain/explainer.ts";
import { readServed } from "./control/registry/follow.ts";
import { type Judge, judgeInProcess } from "./control/registry/judgement/judge.ts";
import { openFront } from "./front.ts";
import { type OpenedGraph, openGraph } from "./graph/open-graph.ts";
import { watchSources } from "./graph/watcher.ts";
import { createRouterMetrics, observeGraph, observeUnsent, type RouterMetrics } from "./metrics.ts";
import { strictnessOf } from "./operation/documents.ts";
import { responseLevels } from "./operation/graph-limits.ts";
import { type OpenPlanner, processPlanner } from "./planning/planner.ts";
import { openTransport } from "./transport/open-transport.ts";
import { closeSubgraphs } from "./transport/subgraphs.ts";

export type Router = Required<Running> & {
  app: FastifyInstance;
  internal: FastifyInstance;
  live: OpenedGraph["live"];
  metrics: RouterMetrics;
};

/** Parts in place of the router's own: `openPlanner` plans and `judge` judges versions of the registry in place of a process. */
export type RouterParts = { openPlanner?: OpenPlanner; judge?: Judge };

/** Loads the graph and opens both listeners; nothing listens yet. Throws when the graph cannot be served. */
export async function openRouter(
  config: RouterConfig,
  runtime: Runtime,
  log: Log,
  { openPlanner = processPlanner(runtime, { plannerMs: config.plannerMs }), judge = judgeInProcess }: RouterParts = {},
): Promise<Router> {
  const { registry, ring, subgraphUrls, watched } = config;
  const metrics = createRouterMetrics(runtime.monotonic);
  const peers = httpTransport(config.internalOrigins, { runtime, log });
  const { services } = peers;
  const served = registry === undefined ? undefined : await readServed(registry, log);
  const source = served ? ({ kind: "published", supergraph: served.supergraph } as const) : config.graph;
  const graph = openGraph(source, { runtime, log, openPlanner, subgraphUrls });
  const { live } = graph;
  const mostOfResponses = { bytes: config.limits.responseBytes, levels: responseLevels(config.limits) };
  const transport = openTransport(config, { runtime, log, metrics, mostOfResponses });
  const unsent = openUnsent(config.unsentLimits);
  const storefront =
    config.storefrontOrigins.length > 0
      ? openInstances({ runtime, log }, "storefront", config.storefrontOrigins)
      : undefined;
  observeInstances(metrics.registry, function* () {
    for (const { name, instances } of transport.known.values()) yield [name, instances];
    if (storefront) yield ["storefront", storefront];
  });
  observeGraph(metrics.registry, live);
  observeUnsent(metrics.registry, unsent);

  const lifecycle = openLifecycle();
  const { isReady, closing } = lifecycle;
  const users = ring && ({ callee: "users", transport: peers.transport, runtime, metrics, ring } as const);
  const sessions = users && openPeerSessionCheck(users, log);
  const strictness = strictnessOf(config.production, ring !== undefined, config.limits);
  const shared = { transport, strictness, unsent, services, isReady };
  const control = openControl(config, { ...graph, ...shared, judge, serving: served?.number ?? 0, closing });
  const { alarms, internal, recordUse } = control;
  const app = await openFront(config, { ...shared, storefront, live, users, sessions, recordUse, openExplainer });
  const keysFollowed = ring && watchKeyFile(ring, runtime, log, closing);
  const sessionsFollowed = sessions?.follow(closing);
  const watcher = watched.length > 0 ? await watchSources(watched, runtime, live.reload) : undefined;

  return {
    alarms: { log, metrics, write: alarms.write },
    app,
    internal,
    live,
    metrics,
    drain: lifecycle.drain,
    stop: async () => {
      lifecycle.close();
      await Promise.all([keysFollowed, sessionsFollowed, control.followed]);
      await watcher?.close();
      await closeListener({ runtime, hasDrained: lifecycle.hasDrained() }, app.server, () => app.close());
      await control.close();
      live.current().planner.retire();
      await closeSubgraphs(transport);
      await storefront?.close();
      await peers.close();
    },
  };
}

/** Opens the router and listens on both ports. */
export async function startRouter(config: RouterConfig, runtime: Runtime): Promise<Router> {
  const log = createLog("router", config.logLevel);
  const router = await openRouter(config, runtime, log);
  observeProcess(router.metrics.registry);
  await router.internal.listen({ host: config.internalHost, port: config.internalPort });
  await router.app.listen({ host: config.host, port: config.port });
  log.info({ port: config.port, graph: router.live.current().hash }, "router: ready");
  return router;
}
