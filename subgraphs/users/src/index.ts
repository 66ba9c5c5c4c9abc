/** Starts the process of users. */
import { runService } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { definition, openUsers } from "./server.ts";

await runService(definition, readConfig, openUsers);
