/** Limits of connections and requests in progress for each client address. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "@hansa/kit/identity";
import type { Runtime } from "@hansa/kit/runtime";
import { refusalText } from "./refusals.ts";

/** The requests in progress by client address, bounded; with a bound of 0 they are not counted. */
export type RequestLimit = {
  /** Counts a request; false if the address has the most that it may have. */
  enter(address: string): boolean;
  /** Ends a counted request. */
  leave(address: string): void;
};

/** Opens the limit of requests in progress; `most` is for each address. */
export function openRequestLimit(most: number): RequestLimit {
  const requests = new Map<string, number>();
  return {
    enter: (address) => most === 0 || increment(requests, networkOf(address) ?? unknownNetwork, most),
    leave: (address) => most > 0 && decrement(requests, networkOf(address) ?? unknownNetwork),
  };
}

const unknownNetwork = "unknown address";

/**
 * Bounds connections by the address of their peer; `most` is for each address, 0: no bound. `isProxy` tells a proxy of ours by its address:
 * its connections are not counted.
 */
export function limitConnections(
  server: Server,
  { runtime, most, isProxy }: { runtime: Runtime; most: number; isProxy(address: string): boolean },
): void {
  const connections = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const network = networkOf(address);
    if (most === 0 || network === undefined || isProxy(address)) return;
    if (!increment(connections, network, most)) return rejectConnection(socket, runtime.newId("req"));
    socket.once("close", () => decrement(connections, network));
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
