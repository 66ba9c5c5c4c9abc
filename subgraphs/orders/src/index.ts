/** Starts the process of orders. */
import { runService } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { definition, openOrders } from "./server.ts";

await runService(definition, readConfig, openOrders);
