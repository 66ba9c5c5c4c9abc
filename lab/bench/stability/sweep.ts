/** `npm run bench -- --sweep`: CPU time per request of our router and its services from 1 to 256 connections. */
import { setTimeout as pause } from "node:timers/promises";
import { numberedSteps, paint, say } from "../../../tools/host/terminal.mjs";
import type { Slot } from "../measurement/cell.ts";
import { readCpuTimes } from "../measurement/processes.ts";
import type { OperationName } from "../operations/operation.ts";
import type { Options } from "../options.ts";
import { writeResults } from "../report/files.ts";
import { markdownOf } from "../report/table.ts";
import { measureQuietly, shuffled, warmUp } from "../rounds.ts";
import { type OwnShop, withOwnShop } from "./own-shop.ts";
import { maxDeviation, meanOf, type Sweep, type SweepCell, summariseSweep } from "./verdicts.ts";

const operations: readonly OperationName[] = ["account", "product"];
const connectionCounts = [1, 4, 16, 64, 256];
const warmUpSeconds = 8;
const idleSeconds = 3;

type Cell = SweepCell & { round: number; routerCpu: number; requestsPerSecond: number; foreignCores: number };

/** Measures the sweep; answers with the exit code: 1 if an operation deviates from its mean by more than 15 %. */
export async function runSweep({ rounds = 5, seconds = 3, seed }: Options): Promise<number> {
  return withOwnShop(operations, false, async (shop) => {
    const step = numberedSteps(3);
    await step("Warm-up", () => warmUp(shop, shop.slots, warmUpSeconds));
    let idle = 0;
    await step("Idle processes", async () => {
      idle = await measureIdle(shop);
    });
    const cells: Cell[] = [];
    await step(`${rounds} rounds of ${operations.length * connectionCounts.length} cells`, async () => {
      for (let round = 0; round < rounds; round += 1)
        cells.push(...(await measureRound(shop, { round, seconds, seed })));
    });
    return report(cells, idle);
  });
}

/** One round visits every operation and number of connections in random order, so that noise reaches all of them. */
async function measureRound(
  shop: OwnShop,
  { round, seconds, seed }: { round: number; seconds: number; seed: number },
): Promise<Cell[]> {
  const cells: Cell[] = [];
  const places = shop.slots.flatMap((slot: Slot) => connectionCounts.map((connections) => ({ slot, connections })));
  for (const { slot, connections } of shuffled(places, seed + round)) {
    const { routerCpu, subgraphCpu, requestsPerSecond, foreignCores } = await measureQuietly(shop, slot, round, {
      seconds,
      pace: { kind: "closed", connections },
      deadline: Number.POSITIVE_INFINITY,
    });
    const cpu = routerCpu + subgraphCpu;
    cells.push({ operation: slot.operation, connections, round, cpu, routerCpu, requestsPerSecond, foreignCores });
  }
  return cells;
}

/** CPU time of all processes without any request, in milliseconds per second: at few connections each request has a greater part of it. */
async function measureIdle({ pids }: OwnShop): Promise<number> {
  const busyMs = () => [...readCpuTimes([...pids.values()]).of.values()].reduce((sum, ms) => sum + ms, 0);
  const before = busyMs();
  await pause(idleSeconds * 1_000);
  return (busyMs() - before) / idleSeconds;
}

function report(cells: readonly Cell[], idle: number): number {
  const sweeps = summariseSweep(cells);
  const steady = sweeps.every(({ isSteady }) => isSteady);
  const foreignCores = Math.max(...cells.map((cell) => cell.foreignCores));
  const text = [
    markdownOf(
      ["operation", "connections", "CPU µs per request", "router µs", "× mean", "req/s"],
      linesOf(sweeps, cells),
    ),
    "",
    `Without requests all processes together need ${idle.toFixed(1)} ms of CPU time per second.`,
    ...sweeps.map(
      ({ operation, deviation, isSteady }) =>
        `${operation}: ±${(deviation * 100).toFixed(1)} % (${isSteady ? "within" : "beyond"} ±${maxDeviation * 100} %)`,
    ),
  ].join("\n");
  say(text);
  if (!steady) say(paint("red", "CPU time per request depends on the number of connections."));
  writeResults("sweep", text, { sweeps, idle, cells });
  const ratios = Object.fromEntries(
    sweeps.map(({ operation, mean, deviation, byConnections }) => [
      operation,
      {
        mean: Math.round(mean),
        deviation: Math.round(deviation * 1_000) / 1_000,
        cpu: Object.fromEntries(byConnections.map(({ connections, cpu }) => [connections, Math.round(cpu)])),
      },
    ]),
  );
  say(JSON.stringify({ bench: "sweep", steady, operations: ratios, idleMsPerSecond: idle, foreignCores }));
  return steady ? 0 : 1;
}

function linesOf(sweeps: readonly Sweep[], cells: readonly Cell[]): string[][] {
  return sweeps.flatMap(({ operation, byConnections }) =>
    byConnections.map(({ connections, cpu, ratio }) => {
      const own = cells.filter((cell) => cell.operation === operation && cell.connections === connections);
      const router = meanOf(own.map(({ routerCpu }) => routerCpu));
      const rate = meanOf(own.map(({ requestsPerSecond }) => requestsPerSecond));
      return [operation, String(connections), cpu.toFixed(0), router.toFixed(0), ratio.toFixed(2), rate.toFixed(0)];
    }),
  );
}
