/** The two ways to reach another service: over HTTP with warm connections, or straight into it inside one process. */
import type { FastifyInstance } from "fastify";
import { Pool } from "undici";
import type { ServiceName } from "./contract.ts";
import type { Carrier } from "./peers.ts";

/** Carries requests over HTTP. `origins` says where each service's inner door listens. */
export function httpCarrier(origins: Readonly<Record<ServiceName, string>>): {
  carry: Carrier;
  close(): Promise<void>;
} {
  const pools = new Map<ServiceName, Pool>();
  const poolOf = (callee: ServiceName): Pool => {
    const pool = pools.get(callee) ?? new Pool(origins[callee], { connections: 32 });
    pools.set(callee, pool);
    return pool;
  };
  return {
    carry: async (callee, { path, headers, body, signal }) => {
      const answer = await poolOf(callee).request({ method: "POST", path, headers, body, signal });
      return { status: answer.statusCode, body: await answer.body.text() };
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** Carries requests into doors of this process: the same bytes and signatures, no sockets. A missing door is a service that is down. */
export function directCarrier(doors: ReadonlyMap<ServiceName, FastifyInstance>): Carrier {
  return async (callee, { path, headers, body }) => {
    const door = doors.get(callee);
    if (!door) throw new Error(`${callee} is not running`);
    const answer = await door.inject({ method: "POST", url: path, headers, payload: body });
    return { status: answer.statusCode, body: answer.body };
  };
}
