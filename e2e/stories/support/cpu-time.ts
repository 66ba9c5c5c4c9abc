/** CPU time and peak memory of the processes of a shop, as Linux counts them: other work on the machine does not change them much. */
import { readFileSync } from "node:fs";
import { processNames } from "@hansa/contracts/processes";
import { ownSeconds } from "../../../cli/testing/cpu/spent-time.ts";
import type { ServiceName, Shop } from "../../../cli/testing/shop.ts";

/** CPU milliseconds that the five processes of a shop spend on some work. */
export async function cpuMsOf(shop: Shop, work: () => Promise<void>): Promise<number> {
  const before = cpuMs(shop);
  await work();
  return cpuMs(shop) - before;
}

/** The most memory that a process has had, in MB. */
export function peakMb(shop: Shop, service: ServiceName): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${shop.pid(service)}/status`, "utf8"))?.[1]) / 1024;
}

function cpuMs(shop: Shop): number {
  return processNames.reduce((sum, name) => sum + ownSeconds(shop.pid(name)), 0) * 1000;
}
