/** The end of a process's listeners in steps: draining, when they serve but are not ready, then closing. */
import { once } from "node:events";
import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Runtime } from "../runtime/runtime.ts";

export type Lifecycle = {
  /** False from the start of draining: `/ready` answers 503, and each response closes its connection. */
  isReady(): boolean;
  /** Whether it drained before it closed. */
  hasDrained(): boolean;
  /** Aborts when closing starts: long polls and waiting operations return at once. */
  closing: AbortSignal;
  /** Starts draining: peers and load balancers turn to other instances. */
  drain(): void;
  /** Starts closing. */
  close(): void;
};

/** Opens the life of listeners, which are ready as soon as they listen. */
export function openLifecycle(): Lifecycle {
  const closing = new AbortController();
  let isDraining = false;
  return {
    isReady: () => !isDraining && !closing.signal.aborted,
    hasDrained: () => isDraining,
    closing: closing.signal,
    drain: () => {
      isDraining = true;
    },
    close: () => closing.abort(),
  };
}

/** The time that requests in progress have to end once their listener closes, in milliseconds. */
export const requestsEndWithinMs = 10_000;

/** The time in which requests are still read that come on connections of a listener which no longer listens, in milliseconds. */
const lastRequestsMs = 1_000;

/** A turn of an event loop without work takes a fifth of this; a busy one has such turns between its requests. In milliseconds. */
const shortTurnMs = 0.1;

/** Most turns to wait for a short one. */
const mostTurns = 1_000;

/**
 * Closes a listener by `close`, which waits for requests in progress; the connections of those that take too long are destroyed. After draining,
 * a connection that was opened in the last moment is served before it ends.
 */
export async function closeListener(
  { runtime, hasDrained }: { runtime: Runtime; hasDrained: boolean },
  server: Server,
  close: () => Promise<unknown>,
): Promise<void> {
  const stopTimer = runtime.startTimer(lastRequestsMs + requestsEndWithinMs, () => server.closeAllConnections());
  try {
    if (hasDrained && server.listening) await endConnections(runtime, server);
    await close();
  } finally {
    stopTimer();
  }
}

/** Stops listening, and waits until all connections have ended. */
async function endConnections(runtime: Runtime, server: Server): Promise<void> {
  const ended = once(server, "close");
  await awaitShortTurn(runtime);
  // That of HTTP would also end connections whose first request has not been read.
  NetServer.prototype.close.call(server);
  await Promise.race([ended, runtime.sleep(lastRequestsMs)]);
  // A connection whose request has arrived but was not read counts as idle.
  await awaitShortTurn(runtime);
  server.closeIdleConnections();
  await ended;
}

/**
 * Waits for the end of a turn of the event loop in which hardly anything else ran. In each turn it accepts the connections and reads the requests
 * that wait; those that arrive between that and the closing are reset by the system.
 */
async function awaitShortTurn(runtime: Runtime): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const begin = runtime.monotonic();
    await runtime.yieldToEventLoop();
    if (runtime.monotonic() - begin < shortTurnMs) return;
  }
}

/** The path at which peers, routers and load balancers ask whether to send requests. */
export const readyPath = "/ready";

/** The response of `/ready`. */
export function readiness(isReady: boolean): { status: 200 | 503; body: { ready: boolean } } {
  return { status: isReady ? 200 : 503, body: { ready: isReady } };
}

/** Opens `/ready`. While the listener is not ready, and once it closes, each response closes its connection. */
export function openReadiness(app: FastifyInstance, isReady: () => boolean): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    // Otherwise the connection of a request that was on its way would be kept open after it, and closing would wait for that.
    if (isClosing || !isReady()) reply.header("connection", "close");
    done();
  });
  app.get(readyPath, async (_request, reply) => {
    const { status, body } = readiness(isReady());
    return reply.status(status).header("cache-control", "no-store").send(body);
  });
}
