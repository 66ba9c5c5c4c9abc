/** The bytes of responses that clients have not taken from the router, read from its metrics while a recipe is played. */
import { setTimeout as pause } from "node:timers/promises";

const everyMs = 250;
const sample = /^hansa_router_unsent_bytes (\d+)/m;

/** The most unsent bytes until `isOver`, in MB. Throws if the metrics do not have them. */
export async function watchUnsent(metricsUrl: string, isOver: () => boolean): Promise<number> {
  let most = 0;
  while (!isOver()) {
    const text = await (await fetch(metricsUrl)).text();
    const [, bytes] = sample.exec(text) ?? [];
    if (bytes === undefined) throw new Error("the router does not say how many bytes are unsent");
    most = Math.max(most, Number(bytes));
    await pause(everyMs);
  }
  return most / 1_000_000;
}
