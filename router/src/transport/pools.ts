/** Connection pools, one for each origin. They outlive a change of the graph, which needs no new sockets. */
import { Pool } from "undici";

export type Pools = { to(origin: string): Pool; close(): Promise<void> };

const connectionsPerOrigin = 64;

/** Opens the pools: each origin gets its own with the first request. */
export function openPools(): Pools {
  const pools = new Map<string, Pool>();
  return {
    to: (origin) => {
      const pool = pools.get(origin) ?? new Pool(origin, { connections: connectionsPerOrigin });
      pools.set(origin, pool);
      return pool;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}
