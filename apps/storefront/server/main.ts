/** Starts the process of the storefront, and stops it on a signal: after draining on SIGTERM, at once on SIGINT. */
import { readConfig } from "./config.ts";
import { startStorefront } from "./start.ts";

try {
  const { drainMs } = readConfig(process.env);
  const storefront = await startStorefront(process.env);
  process.once("SIGTERM", () => {
    storefront.drain();
    setTimeout(stop, drainMs);
  });
  process.once("SIGINT", stop);

  function stop(): void {
    storefront.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
