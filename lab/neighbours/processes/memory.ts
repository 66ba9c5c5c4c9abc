/** The memory of the processes of a shop, which a probe in each of them measures. */
import type { ChildProcess } from "node:child_process";
import { z } from "zod";
import type { ProductionShop, ShopProcess } from "../../../cli/testing/production-shop.ts";
import { withTimeout } from "../../harness/deadline.ts";
import { openHelper, type Send } from "../../harness/helper-process.ts";

/** Memory of each process in MB, by its name. */
export type Memory = ReadonlyMap<string, number>;
type Processes = Pick<ProductionShop, "processes">;

/** Loaded into each process. */
export const memoryProbe = "lab/neighbours/processes/memory-probe.mjs";
const heapTimeoutMs = 60_000;
const peakTimeoutMs = 30_000;
const probes = new WeakMap<ChildProcess, Send>();

/** The memory that each process keeps in its old generation and among its large objects after a garbage collection; throws if one has ended. */
export async function measureHeaps(shop: Processes): Promise<Memory> {
  const measured = shop
    .processes()
    .map(async (each) => [each.name, await measure(each, "heap", heapTimeoutMs)] as const);
  return new Map(await Promise.all(measured));
}

/** The most memory of each process since it began. One that has ended, or that is blocked for half a minute, is absent. */
export async function measurePeaks(shop: Processes): Promise<Memory> {
  const measured = shop.processes().map(async (each) => {
    const peak = await measure(each, "peak", peakTimeoutMs).catch(() => undefined);
    return peak === undefined ? [] : [[each.name, peak] as const];
  });
  return new Map((await Promise.all(measured)).flat());
}

/** How each process ended that did, with the reason that V8 printed; empty while all run. */
export function endsOf(shop: Processes): readonly string[] {
  return shop.processes().flatMap(({ name, child, output }) => {
    const how = child.exitCode ?? child.signalCode;
    if (how === null) return [];
    const [reason = "no reason was printed"] = /FATAL ERROR: .*/.exec(output()) ?? [];
    return [`${name} ended with ${how}: ${reason}`];
  });
}

async function measure({ name, child }: ShopProcess, figure: "heap" | "peak", timeoutMs: number): Promise<number> {
  const send = probes.get(child) ?? openHelper(child);
  probes.set(child, send);
  const what = `${name} measures its ${figure}`;
  return z.number().parse(await withTimeout(what, timeoutMs, send(figure)));
}
