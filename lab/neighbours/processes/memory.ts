/** The most memory of each process of a shop since it began. */
import { z } from "zod";
import type { ProductionShop, ShopProcess } from "../../../cli/testing/production-shop.ts";

/** The most memory of processes, in MB, by their names. One that has ended is absent. */
export type Peaks = ReadonlyMap<string, number>;

/** Loaded into each process. */
export const memoryProbe = "lab/neighbours/processes/peak-probe.mjs";

const answer = z.object({ probe: z.literal("peaks"), peakMb: z.number() });
const timeoutMs = 30_000;

/** Asks each process that runs. A process that is blocked for half a minute is absent like one that has ended. */
export async function measurePeaks(shop: Pick<ProductionShop, "processes">): Promise<Peaks> {
  const asked = shop.processes().map(async (each) => [each.name, await measurePeak(each)] as const);
  return new Map((await Promise.all(asked)).flatMap(([name, mb]) => (mb === undefined ? [] : [[name, mb] as const])));
}

function measurePeak({ child }: ShopProcess): Promise<number | undefined> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const finish = (mb: number | undefined) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      resolve(mb);
    };
    const onExit = () => finish(undefined);
    const onMessage = (message: unknown) => {
      const { data } = answer.safeParse(message);
      if (data) finish(data.peakMb);
    };
    const timer = setTimeout(onExit, timeoutMs);
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send({ probe: "peaks" }, (error) => error && onExit());
  });
}
