/** Starts the process of products. */
import { runService } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { definition, openProducts } from "./server.ts";

await runService(definition, readConfig, openProducts);
