/** Faults of the server of databases, and of the network before it. */
import { setTimeout as pause } from "node:timers/promises";
import type { PostgresServer } from "@hansa/kit/testing";
import { askServer } from "../../harness/databases.ts";
import type { ShopDatabases } from "../processes/databases.ts";
import type { ServiceName } from "../processes/names.ts";

/**
 * `terminate`: every connection of a service is ended. `stop`: one of them stands still for a while. `kill`: the process of one is killed, for
 * which the server ends all connections and recovers. `restart`: the server is ended at once, and started again. `lose`, `cut`: a share of the
 * responses, or of the statements, of a service is lost for a while, and its connection with it.
 */
export const serverFaults = ["terminate", "stop", "lose", "kill", "cut", "restart"] as const;
export type ServerFault = (typeof serverFaults)[number];

const lostShare = 0.02;

/** Injects a fault; resolves when it is over. */
export async function injectServerFault(
  databases: ShopDatabases,
  fault: ServerFault,
  { store, forMs }: { store: ServiceName; forMs: number },
): Promise<void> {
  const server = databases.server();
  if (fault === "lose" || fault === "cut") {
    databases.link(store).trouble({ kind: fault, share: lostShare, mostMs: 0 });
    await pause(forMs);
    databases.link(store).trouble(undefined);
    return;
  }
  if (fault === "restart") {
    await server.execute(`"$programs/pg_ctl" restart -D data -m immediate -w -l log >restarted 2>&1`);
    return;
  }
  const backends = `FROM pg_stat_activity WHERE datname = '${store}' AND backend_type = 'client backend'`;
  if (fault === "terminate") {
    await askServer(server, `SELECT count(pg_terminate_backend(pid)) ${backends}`);
    return;
  }
  const pid = await signalBackend(server, backends, fault === "kill" ? "KILL" : "STOP");
  if (pid === undefined || fault === "kill") return;
  await pause(forMs);
  // It may have been ended meanwhile.
  await server.execute(`kill -CONT ${pid} || true`);
}

/**
 * Signals the process of the connection that works, or did so last: the writer, as a rule. Returns its id; undefined if there is none. One that has
 * ended before the signal is replaced by another one.
 */
async function signalBackend(server: PostgresServer, backends: string, signal: string): Promise<string | undefined> {
  for (;;) {
    const pid = (await askServer(server, `SELECT pid ${backends} ORDER BY state_change DESC LIMIT 1`)).trim();
    if (pid === "") return undefined;
    if ((await server.execute(`kill -${signal} ${pid} 2>/dev/null && echo sent || true`)) !== "") return pid;
  }
}
