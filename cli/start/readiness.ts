/** Starts a shop and prints `Hansa is ready, N s after the set-up`, or stops everything and exits with code 1. */
import { explainError } from "@hansa/kit/command-line";
import { onStopSignal } from "@hansa/kit/service";
import { killAll, type Shop, stopAll } from "../host/processes/process.ts";
import { paint, say } from "../host/terminal.mjs";

type Opening = { shop: Shop; open: (shop: Shop) => Promise<void> };

/** Prepares and opens a shop; when anything fails on the way, says what, stops what runs, and exits with code 1. */
export async function runToReady(prepare: () => Opening): Promise<void> {
  const started = performance.now();
  let shop: Shop | undefined;
  try {
    const opening = prepare();
    shop = opening.shop;
    stopOnSignal(shop);
    await Promise.race([failureOf(shop), opening.open(shop)]);
    shop.isReady = true;
    // npm runs the set-up before this process: its time is not in this number, and the set-up prints it.
    say(`Hansa is ready, ${Math.max(1, Math.round((performance.now() - started) / 1000))} s after the set-up`);
  } catch (error) {
    // Stopping on request makes steps fail too; then the signal's handler has the last word.
    if (shop?.isStopping) return;
    say(paint("red", `Hansa did not start: ${explainError(error)}`));
    if (shop !== undefined) await stopAll(shop);
    process.exit(1);
  }
}

function failureOf(shop: Shop): Promise<never> {
  return new Promise((_resolve, reject) => {
    shop.fail = reject;
  });
}

/** From now on these signals stop every process, SIGTERM after draining, and then this one, with exit code 0. */
function stopOnSignal(shop: Shop): void {
  onStopSignal(["SIGINT", "SIGTERM", "SIGHUP"], (signal) => {
    if (shop.isStopping) killAll(shop);
    else void leave(shop, signal === "SIGTERM" ? signal : "SIGINT");
  });
}

async function leave(shop: Shop, signal: "SIGINT" | "SIGTERM"): Promise<void> {
  say("Stopping");
  await stopAll(shop, signal);
  say("Hansa has stopped");
  process.exit(0);
}
