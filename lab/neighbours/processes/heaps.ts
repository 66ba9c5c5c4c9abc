/** The memory that processes of a shop keep, by the heap probe. */
import type { ProductionShop, ShopProcess } from "../../../cli/testing/production-shop.ts";

/** Memory of each process in MB, by its name: what is left in its old generation and among its large objects. */
export type Heaps = ReadonlyMap<string, number>;

/** Loaded into each process. */
export const heapProbe = "lab/neighbours/processes/heap-probe.mjs";

const measureTimeoutMs = 60_000;

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
