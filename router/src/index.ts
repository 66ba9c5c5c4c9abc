/** Starts the router. */
import { runCommand } from "@hansa/kit/command-line";
import { runProcess } from "@hansa/kit/process";
import { systemWorld } from "@hansa/kit/world";
import { command, readConfig } from "./config.ts";

await runCommand(command, (given) =>
  runProcess("router", async () => {
    const config = readConfig(given);
    // Imported only now, so that help and usage errors are printed at once.
    const { startRouter } = await import("./server.ts");
    return startRouter(config, systemWorld);
  }),
);
