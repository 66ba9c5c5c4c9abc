/** The internal listener: readiness, health, metrics and the live graph, for operators and never for the public. */

import { closeWithRefusal, openReadiness, readiness, refuseMalformedHttp } from "@hansa/kit/http";
import type { Runtime } from "@hansa/kit/runtime";
import { foreignHost, guardRequests, refuseForeignHosts, serverOptions, type Unsent } from "@hansa/kit/server";
import { type FastifyInstance, fastify } from "fastify";
import type { Graph } from "../graph/graph.ts";
import type { LiveGraph } from "../graph/live-graph.ts";
import type { RouterMetrics } from "../metrics.ts";
import { refusalText, refuse } from "./refusals.ts";

export type InternalListenerOptions = {
  runtime: Runtime;
  metrics: RouterMetrics;
  /** The unsent bytes of the router. An operator is never refused by them. */
  unsent: Unsent;
  isReady(): boolean;
  live: { current(): Pick<Graph, "hash" | "subgraphs">; fault: LiveGraph["fault"] };
};

/** Opens the listener; it does not listen yet. */
export function openInternalListener(options: InternalListenerOptions): FastifyInstance {
  const { runtime, metrics, unsent, isReady, live } = options;
  const app = fastify({
    logger: false,
    http: serverOptions({ unsent }),
    forceCloseConnections: true,
    genReqId: () => runtime.newId("req"),
    clientErrorHandler: (error, socket) => {
      const message = "This is no HTTP request that the router reads.";
      refuseMalformedHttp(error, socket, refusalText("BAD_REQUEST", message, runtime.newId("req")));
    },
  });
  guardRequests(app.server, (_request, response, fault) => {
    closeWithRefusal(response, fault, refusalText(fault.code, fault.message, runtime.newId("req")));
  });
  refuseForeignHosts(app, (reply) => refuse(reply, 403, { code: "BAD_REQUEST", message: foreignHost }));
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  openReadiness(app, isReady);
  // An invalid new graph is reported here but leaves the router ready: the last valid one serves.
  const faultNow = () => live.fault() ?? null;
  app.get("/health", async (_request, reply) => {
    const { status, body } = readiness(isReady());
    return reply.status(status).send({ ...body, graph: live.current().hash, fault: faultNow() });
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get("/graph", async () => {
    const { hash, subgraphs } = live.current();
    return { hash, subgraphs: subgraphs.map(({ name }) => name), fault: faultNow() };
  });
  return app;
}
