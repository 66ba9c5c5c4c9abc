/** One cell of a benchmark: one operation, sent to one target for a few seconds, in one round. */
import { loadavg } from "node:os";
import type { LoadGenerator } from "../load/load.ts";
import type { LoadRun } from "../load/protocol.ts";
import { type OperationName, operations } from "../operations/operation.ts";
import type { Plane } from "../plane/plane.ts";
import type { Target } from "../targets/targets.ts";
import { sumCounts } from "./gates.ts";
import { foreignCores, readCpuTimes } from "./processes.ts";

/** The reference of all ratios, and the name of its second measurement. */
export const reference = "stock";
export const referenceAgain = "stock-aa";

const usualConnections = 32;

export type Cell = {
  plane: string;
  operation: string;
  /** The name of the target, or of the reference's second measurement. */
  target: string;
  round: number;
  completed: number;
  requestsPerSecond: number;
  /** CPU time per request, in microseconds. */
  routerCpu: number;
  subgraphCpu: number;
  /** That of the server of databases; 0 where stores are files. */
  serverCpu: number;
  p50: number;
  p99: number;
  fetchesPerRequest: number;
  foreignCores: number;
  loadAverage: number;
  faults: number;
  firstFault: string | null;
};

export type Measured = { plane: Plane; load: LoadGenerator };
export type Slot = { operation: OperationName; target: Target; name: string };

/** CPU time per request by round: of the router on the router plane, of all processes on the system plane. */
export function cpuTimes(
  cells: readonly Pick<Cell, "plane" | "round" | "routerCpu" | "subgraphCpu">[],
): Map<number, number> {
  return new Map(
    cells.map(({ plane, round, routerCpu, subgraphCpu }) => [
      round,
      plane === "system" ? routerCpu + subgraphCpu : routerCpu,
    ]),
  );
}

/** The name of the requests of a slot in the load generator. */
export function setOf(plane: Plane, { operation, target }: Slot): string {
  return `${plane.name}/${operation}/${target.name}`;
}

/** Measures one cell. */
export async function measureCell(
  { plane, load }: Measured,
  slot: Slot,
  round: number,
  time: Pick<LoadRun, "seconds" | "sessions">,
): Promise<Cell> {
  const { target, operation } = slot;
  const connections = operations[operation].connections ?? usualConnections;
  const behind = plane.pidsBehind(target);
  const server = plane.serverBehind(target);
  const pids = [...new Set([target.pid, ...behind, load.pid, process.pid, ...(server === undefined ? [] : [server])])];
  const countFetches = async () => sumCounts([(await plane.readCounters(target))?.fetches ?? {}]);
  const [fetchesBefore, missesBefore] = [await countFetches(), await plane.countMisses()];
  const before = readCpuTimes(pids);
  const result = await load.run(setOf(plane, slot), { ...time, connections });
  const after = readCpuTimes(pids);
  await plane.settle(operation, target);
  const fetches = (await countFetches()) - fetchesBefore;
  const missed = await plane.countMisses();
  const misses = missed.misses - missesBefore.misses;
  const perRequest = (pid: number) =>
    (((after.of.get(pid) ?? 0) - (before.of.get(pid) ?? 0)) * 1_000) / Math.max(1, result.completed);
  return {
    plane: plane.name,
    operation,
    target: slot.name,
    round,
    completed: result.completed,
    requestsPerSecond: result.completed / result.seconds,
    routerCpu: perRequest(target.pid),
    subgraphCpu: behind.filter((pid) => pid !== target.pid).reduce((sum, pid) => sum + perRequest(pid), 0),
    serverCpu: server === undefined ? 0 : perRequest(server),
    p50: result.p50,
    p99: result.p99,
    fetchesPerRequest: fetches / Math.max(1, result.completed),
    foreignCores: foreignCores(before, after),
    loadAverage: loadavg()[0] ?? 0,
    faults: result.faults + misses,
    firstFault: result.firstFault ?? (misses > 0 ? missed.firstMiss : null),
  };
}
