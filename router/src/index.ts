/** Starts the router. */
import { runProcess } from "@hansa/kit/process";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { startRouter } from "./server.ts";

await runProcess("router", async () => startRouter(readConfig(), systemWorld));
