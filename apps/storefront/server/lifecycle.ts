/** The end of the process: it drains, when it serves but is not ready, then requests in progress end. The router repeats a page that is cut off. */
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** The time that requests in progress have to end once their listener closes, in milliseconds. */
const requestsEndWithinMs = 10_000;
/** A signal that comes again within this time is the same one: npm and terminals signal all processes of a group, in milliseconds. */
const sameSignalMs = 500;

/** Opens `/ready`. While the listener is not ready, each response closes its connection. */
export function openReadiness(app: FastifyInstance, isReady: () => boolean): void {
  app.addHook("onSend", async (_request, reply) => {
    if (!isReady()) reply.header("connection", "close");
  });
  app.get("/ready", async (_request, reply) => {
    const ready = isReady();
    return reply
      .status(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ready });
  });
}

/** Closes a listener after its requests in progress. */
export async function closeListener(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), requestsEndWithinMs);
  await app.close();
  clearTimeout(timer);
}

/** The part of a program that a signal stops. */
type Stoppable = { drain(): void; stop(): Promise<void> };

/**
 * Stops what starts with the first signal and ends the process, with SIGTERM after draining for `drainMs`; one more signal ends it at once. A
 * signal during the start waits for its end.
 */
export function stopOnSignal(starting: Promise<Stoppable>, drainMs: number): void {
  let stoppedAt: number | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (stoppedAt === undefined) {
        stoppedAt = now;
        void stop(starting, signal === "SIGTERM" ? drainMs : 0);
      } else if (now - stoppedAt > sameSignalMs) process.exit(1);
    });
  }
}

async function stop(starting: Promise<Stoppable>, drainMs: number): Promise<never> {
  try {
    const running = await starting;
    if (drainMs > 0) {
      running.drain();
      await pause(drainMs);
    }
    await running.stop();
    process.exit(0);
  } catch {
    // The start has printed why it failed.
    process.exit(1);
  }
}
