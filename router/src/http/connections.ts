/** Limits of connections and requests in progress for each client address. */
import type { Socket } from "node:net";
import { networkOf } from "@hansa/kit/identity/client-network";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusalText, refuse } from "./refusals.ts";

/** The time in which an answered client may finish sending its body before the connection is closed, so that it reads the response. */
const lingerMs = 2_000;

/**
 * Bounds connections by the address of their peer, and requests in progress by the address of the client, which differ behind a proxy of ours:
 * `isProxy` tells one by its address, and its connections are not counted. `most` is for each address; 0: no bound.
 */
export function boundConnections(
  app: FastifyInstance,
  { runtime, most, isProxy }: { runtime: Runtime; most: number; isProxy(address: string): boolean },
): void {
  const connections = new Map<string, number>();
  const requests = new Map<string, number>();

  app.server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const network = networkOf(address);
    if (most === 0 || network === undefined || isProxy(address)) return;
    if (!increment(connections, network, most)) return rejectConnection(socket, runtime.newId("req"));
    socket.once("close", () => decrement(connections, network));
  });
  app.addHook("onRequest", async (request, reply) => {
    if (most === 0) return undefined;
    const network = networkOfRequest(request);
    if (!increment(requests, network, most)) return refuse(reply, 429);
    // Emitted after the last byte of the response, and also when the client disconnects before it.
    reply.raw.once("close", () => decrement(requests, network));
    return undefined;
  });
  app.addHook("onResponse", async (request) => closeUnread(runtime, request));
}

function networkOfRequest({ ip }: FastifyRequest): string {
  return networkOf(ip) ?? "unknown address";
}

/** Closes the connection of an answered client that has not sent all of its body. */
function closeUnread(runtime: Runtime, { raw }: FastifyRequest): void {
  if (raw.complete) return;
  raw.resume();
  void runtime.sleep(lingerMs).then(() => {
    if (!raw.complete) raw.destroy();
  });
}

function increment(counts: Map<string, number>, key: string, most: number): boolean {
  const count = counts.get(key) ?? 0;
  if (count >= most) return false;
  counts.set(key, count + 1);
  return true;
}

function decrement(counts: Map<string, number>, key: string): void {
  const count = (counts.get(key) ?? 1) - 1;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

function rejectConnection(socket: Socket, requestId: string): void {
  const text = refusalText("RATE_LIMITED", "Too many connections from this address.", requestId);
  const head =
    "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json; charset=utf-8\r\nconnection: close\r\n";
  socket.end(`${head}content-length: ${Buffer.byteLength(text)}\r\nretry-after: 10\r\n\r\n${text}`, () =>
    socket.destroy(),
  );
}
