/** The private listener: health, metrics and what is being served. It is for whoever runs the shop and never for the outside. */
import { developmentFault } from "@hansa/kit/development-fault";
import type { World } from "@hansa/kit/world";
import { type FastifyInstance, fastify } from "fastify";
import type { LiveGraph } from "../graph/live.ts";
import type { RouterMetrics } from "../metrics.ts";
import { refuse } from "./refuse.ts";

export type Private = { world: World; metrics: RouterMetrics; live: LiveGraph };

/** Opens the listener; it does not listen yet. */
export function openPrivate({ world, metrics, live }: Private): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true, genReqId: () => world.newId("req") });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  // A bad new graph is worth a look, and no reason to take the router away: the last good one serves.
  const faultNow = () => live.fault() ?? developmentFault() ?? null;
  app.get("/health", async () => ({ ready: true, graph: live.current().hash, fault: faultNow() }));
  app.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get("/graph", async () => {
    const { hash, subgraphs } = live.current();
    return { hash, subgraphs: subgraphs.map(({ name }) => name), fault: faultNow() };
  });
  return app;
}
