/** The two transports to another service: HTTP with pooled connections, or direct calls within one process. */
import type { FastifyInstance } from "fastify";
import { Pool } from "undici";
import { readResponseText } from "../http/response-body.ts";
import type { ServiceName } from "../processes.ts";
import type { PeerRequest, Transport } from "./peers.ts";

/** The most bytes of an answer of a peer: a page of 200 events, or all personal data of one customer. */
export const maxAnswerBytes = 32 * 1024 * 1024;

/** Sends requests over HTTP. `origins` holds the address of each service's internal server. */
export function httpTransport(origins: Readonly<Record<ServiceName, string>>): {
  transport: Transport;
  close(): Promise<void>;
} {
  const pools = new Map<ServiceName, Pool>();
  const poolOf = (callee: ServiceName): Pool => {
    const pool = pools.get(callee) ?? new Pool(origins[callee], { connections: 32 });
    pools.set(callee, pool);
    return pool;
  };
  return {
    transport: (callee, request) => sendOverPool(poolOf(callee), request),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/**
 * Sends one request over these connections and reads its answer up to the limit. Its signal is its only deadline: those of the pool would wake
 * the process twice a second while a long poll waits.
 */
export async function sendOverPool(
  pool: Pool,
  { method = "POST", path, headers, body, signal, maxBytes = maxAnswerBytes }: PeerRequest,
): Promise<{ status: number; body: string }> {
  const answer = await pool.request({ method, path, headers, body, signal, headersTimeout: 0, bodyTimeout: 0 });
  return { status: answer.statusCode, body: await readResponseText(answer.body, maxBytes) };
}

/** Sends requests to servers of this process, with the same bytes and signatures. A missing server is a service that is down. */
export function directTransport(servers: ReadonlyMap<ServiceName, FastifyInstance>): Transport {
  return async (callee, { method = "POST", path, headers, body }) => {
    const server = servers.get(callee);
    if (!server) throw new Error(`${callee} is not running`);
    const answer = await server.inject({ method, url: path, headers, payload: body });
    return { status: answer.statusCode, body: answer.body };
  };
}
