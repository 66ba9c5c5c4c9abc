/** Signal handlers: Ctrl-C, SIGTERM and SIGHUP stop the whole shop; a second one stops it at once. */
import { say } from "../terminal.mjs";
import { killAll, type Shop, stopAll } from "./process.ts";

/** From now on these signals stop every process and then this one, with exit code 0. */
export function stopOnSignal(shop: Shop): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (shop.isStopping) killAll(shop);
      else void leave(shop);
    });
  }
}

async function leave(shop: Shop): Promise<void> {
  say("Stopping");
  await stopAll(shop);
  say("Hansa has stopped");
  process.exit(0);
}
