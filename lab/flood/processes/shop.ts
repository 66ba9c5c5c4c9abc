/** The shop under a flood: a seeded one in production, in five processes or in one, whose heaps can be measured. */

import { services, wholeShop } from "../../../tools/host/shop.mjs";
import { type ProductionShop, type ShopProcess, startProductionShop } from "../../client/processes/production-shop.ts";

export type Mode = "five" | "one";

/** Memory of each process in MB, by its name: what is left in its old generation and among its large objects. */
export type Heaps = ReadonlyMap<string, number>;

export type FloodedShop = Pick<ProductionShop, "url" | "metricsUrl" | "data" | "stop"> & {
  /** Collects all garbage of each process first; throws if one has ended. */
  measureHeaps(): Promise<Heaps>;
  /** How each process ended that did; empty while all run. */
  ended(): readonly string[];
};

/** `source` is the data of a shop that was seeded in development; `folder` takes a copy of them, keys and mail. */
export type ShopOptions = { source: string; folder: string; mode: Mode };

const measureTimeoutMs = 60_000;

/** Starts the processes and waits until all serve. */
export async function startShop({ source, folder, mode }: ShopOptions): Promise<FloodedShop> {
  const programs = mode === "one" ? [wholeShop] : services;
  const shop = await startProductionShop({ source, folder, programs, preloaded: ["lab/flood/processes/probe.mjs"] });
  return {
    ...shop,
    measureHeaps: () => measureHeaps(shop),
    ended: () => endsOf(shop),
  };
}

/** The memory of each process, which loads the probe; throws if one has ended. */
export async function measureHeaps(shop: Pick<ProductionShop, "processes">): Promise<Heaps> {
  return new Map(
    await Promise.all(shop.processes().map(async (each) => [each.name, await measureHeap(each)] as const)),
  );
}

/** How each process ended that did; empty while all run. */
export function endsOf(shop: Pick<ProductionShop, "processes">): readonly string[] {
  return shop.processes().flatMap(endOf);
}

/** The process by its name, how it ended, and the reason that V8 printed. */
function endOf({ name, child, output }: ShopProcess): string[] {
  const how = child.exitCode ?? child.signalCode;
  if (how === null) return [];
  const [reason = "no reason was printed"] = /FATAL ERROR: .*/.exec(output()) ?? [];
  return [`${name} ended with ${how}: ${reason}`];
}

async function measureHeap({ name, child }: ShopProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      settle();
    };
    const onExit = () => finish(() => reject(new Error(`${name} ended before its heap was measured`)));
    const onMessage = (message: unknown) => {
      if (isHeap(message)) finish(() => resolve(message.usedMb));
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`${name} did not measure its heap within ${measureTimeoutMs / 1_000} s`))),
      measureTimeoutMs,
    );
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send({ measure: "heap" }, (error) => error && onExit());
  });
}

function isHeap(message: unknown): message is { usedMb: number } {
  return typeof message === "object" && message !== null && "usedMb" in message && typeof message.usedMb === "number";
}
