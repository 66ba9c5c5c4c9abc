/** Starts the router. */

import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runCommand } from "@hansa/kit/server/command-line";
import { runProcess } from "@hansa/kit/server/process";
import { command, readConfig } from "./config.ts";

await runCommand(command, (commandLine) =>
  runProcess("router", async () => {
    const config = readConfig(commandLine);
    // Imported only now, so that help and usage errors are printed at once.
    const { startRouter } = await import("./server.ts");
    return startRouter(config, systemRuntime);
  }),
);
