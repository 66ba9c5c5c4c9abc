/** The end of a process's listeners in steps: draining, when they serve but are not ready, then closing. */
import type { Server } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Runtime } from "../runtime/runtime.ts";

export type Lifecycle = {
  /** False from the start of draining: `/ready` answers 503, and each response closes its connection. */
  isReady(): boolean;
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
    isReady: () => !isDraining,
    closing: closing.signal,
    drain: () => {
      isDraining = true;
    },
    close: () => {
      isDraining = true;
      closing.abort();
    },
  };
}

/** The time that requests in progress have to end once their listener closes, in milliseconds. */
export const requestsEndWithinMs = 10_000;

/** Closes a listener by `close`, which waits for requests in progress; the connections of those that take too long are destroyed. */
export async function closeListener(runtime: Runtime, server: Server, close: () => Promise<unknown>): Promise<void> {
  const stopTimer = runtime.startTimer(requestsEndWithinMs, () => server.closeAllConnections());
  try {
    await close();
  } finally {
    stopTimer();
  }
}

/** The path at which peers, routers and load balancers ask whether to send requests. */
export const readyPath = "/ready";

/** The answer of `/ready`. */
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
