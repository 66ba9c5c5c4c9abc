/** Starts the process of the storefront, and stops it on a signal: after draining on SIGTERM, at once on SIGINT. */
import { readConfig } from "./config.ts";
import { stopOnSignal } from "./lifecycle.ts";
import { startStorefront } from "./start.ts";

try {
  const { drainMs } = readConfig(process.env);
  const starting = startStorefront(process.env);
  stopOnSignal(starting, drainMs);
  await starting;
} catch (error) {
  process.stderr.write(`storefront: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
