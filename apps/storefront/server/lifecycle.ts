/** The end of a process in steps, as docs/decisions/0095 says: draining, when its listeners serve but are not ready, then closing. */
import { once } from "node:events";
import { Server as NetServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** The time that requests in progress have to end once their listener closes, in milliseconds. */
const requestsEndWithinMs = 10_000;
/** The time in which requests are read that come on connections from before the end of listening, in milliseconds. */
const lastRequestsMs = 1_000;
/** A turn without work takes a fifth of this, in milliseconds; and the most turns to wait for one. */
const shortTurnMs = 0.1;
const mostTurns = 1_000;
/** A process in which something has not stopped ends this long after closing began, in milliseconds. */
const stopTimeoutMs = requestsEndWithinMs + 3_000;
/** A signal that comes again within this time is the same one: npm and terminals signal all processes of a group, in milliseconds. */
const sameSignalMs = 500;

/** Opens `/ready`. While the listener is not ready, and once it closes, each response closes its connection. */
export function openReadiness(app: FastifyInstance, isReady: () => boolean): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing || !isReady()) reply.header("connection", "close");
  });
  app.get("/ready", async (_request, reply) => {
    const ready = isReady();
    return reply
      .status(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ready });
  });
}

/** Closes a listener after its requests in progress; after draining, a connection that was opened in the last moment is served before it ends. */
export async function closeListener(app: FastifyInstance, hasDrained: boolean): Promise<void> {
  const { server } = app;
  const timer = setTimeout(() => server.closeAllConnections(), lastRequestsMs + requestsEndWithinMs);
  try {
    if (hasDrained && server.listening) {
      const ended = once(server, "close");
      await awaitShortTurn();
      // That of HTTP would also end connections whose first request has not been read.
      NetServer.prototype.close.call(server);
      await Promise.race([ended, pause(lastRequestsMs)]);
      server.closeIdleConnections();
      await ended;
    }
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a turn of the event loop without other work: connections that arrive between its accepting and the end of listening are reset. */
async function awaitShortTurn(): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const begin = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - begin < shortTurnMs) return;
  }
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
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    await running.stop();
    process.exit(0);
  } catch {
    // The start has printed why it failed.
    process.exit(1);
  }
}
