/** The private listener: health, readiness and metrics of this process. */
import { type FastifyInstance, fastify } from "fastify";
import type { Metrics } from "./metrics.ts";

/** Opens it; it does not listen yet. */
export async function openPrivateListener({
  isReady,
  metrics,
}: {
  isReady(): boolean;
  metrics: Metrics;
}): Promise<FastifyInstance> {
  const app = fastify({ logger: false, forceCloseConnections: "idle" });
  for (const path of ["/health", "/ready"]) {
    app.get(path, async (_request, reply) => {
      const ready = isReady();
      return reply
        .status(ready ? 200 : 503)
        .header("cache-control", "no-store")
        .send({ ready });
    });
  }
  app.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}
