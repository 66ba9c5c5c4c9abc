/** Starts the process of payments. */
import { runService } from "@hansa/kit/service";
import { payments } from "./server.ts";

await runService(payments);
