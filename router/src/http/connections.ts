/** Limits of connections and requests in progress for each client address. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf, type TrustedProxies, trustProxyOf } from "@hansa/kit/identity";
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

/** The connections by the address of their peer, bounded; those of proxies of ours are not counted. */
export type ConnectionLimit = {
  /** Bounds the connections of this server. */
  watch(server: Server): void;
  /** Counts a connection no longer: it is the storefront's, whose requests are counted as their visitors'. */
  release(socket: Socket): void;
};

/** Opens the limit of connections; `most` is for each address, 0: no bound. */
export function openConnectionLimit(runtime: Runtime, most: number, trustedProxies: TrustedProxies): ConnectionLimit {
  const trust = trustProxyOf(trustedProxies);
  const isProxy = typeof trust === "function" ? (address: string) => trust(address, 0) : () => trust !== false;
  const connections = new Map<string, number>();
  const counted = new WeakMap<Socket, string>();
  const release = (socket: Socket) => {
    const network = counted.get(socket);
    if (network !== undefined && counted.delete(socket)) decrement(connections, network);
  };
  return {
    watch: (server) => {
      server.on("connection", (socket: Socket) => {
        const address = socket.remoteAddress ?? "";
        const network = networkOf(address);
        if (most === 0 || network === undefined || isProxy(address)) return;
        if (!increment(connections, network, most)) return rejectConnection(socket, runtime.newId("req"));
        counted.set(socket, network);
        socket.once("close", () => release(socket));
      });
    },
    release,
  };
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
