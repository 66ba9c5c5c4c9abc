/** Starts the router. */

import { runCommand } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { runProcess } from "@hansa/kit/service";
import { command, readConfig } from "./config.ts";

await runCommand(command, (commandLine) =>
  runProcess("router", async () => {
    const config = readConfig(commandLine);
    // Imported only now, so that help and usage errors are printed at once.
    const { startRouter } = await import("./server.ts");
    return startRouter(config, systemRuntime);
  }),
);
