/** CPU time and peak memory of the processes of a shop, as Linux counts them: other work on the machine does not change them much. */
import { readFileSync } from "node:fs";
import { processNames } from "@hansa/contracts/processes";
import type { ServiceName, Shop } from "../../../cli/testing/shop.ts";

/** Linux counts CPU time in hundredths of a second. */
const msPerTick = 10;

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
  return processNames.reduce((sum, name) => sum + ticksOf(shop.pid(name)), 0) * msPerTick;
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return user + system;
}
