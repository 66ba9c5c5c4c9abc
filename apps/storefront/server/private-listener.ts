/** The private listener: health, readiness and metrics of this process. */
import { isIP } from "node:net";
import { type FastifyInstance, fastify } from "fastify";
import { openReadiness } from "./lifecycle.ts";
import type { Metrics } from "./metrics.ts";

/** Opens it for this host, which decides who reaches it; it does not listen yet. */
export async function openPrivateListener({
  host,
  isReady,
  metrics,
}: {
  host: string;
  isReady(): boolean;
  metrics: Metrics;
}): Promise<FastifyInstance> {
  const app = fastify({ logger: false, forceCloseConnections: "idle" });
  const isOnLoopback = isLocal(host);
  app.addHook("onRequest", async (request, reply) => {
    // A page whose own name was made to resolve to this machine sends that name.
    const { host: named } = request.headers;
    if (isOnLoopback && named !== undefined && !isAddress(named)) return reply.status(403).send();
  });
  openReadiness(app, isReady);
  app.get("/health", async (_request, reply) => {
    const ready = isReady();
    return reply
      .status(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ready });
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}

/** Whether a `Host` header names an address, or this machine. */
function isAddress(host: string): boolean {
  const url = `http://${host}`;
  if (!URL.canParse(url)) return false;
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, "");
  return isIP(hostname) !== 0 || isLocal(hostname);
}

function isLocal(hostname: string): boolean {
  return /^(127\.[\d.]+|::1|(.+\.)?localhost)$/.test(hostname);
}
