/** Starts the process of payments. */
import { runService } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { definition, openPayments } from "./server.ts";

await runService(definition, readConfig, openPayments);
