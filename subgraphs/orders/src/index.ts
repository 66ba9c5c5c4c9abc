/** Starts the process of orders. */
import { runService } from "@hansa/kit/service";
import { orders } from "./server.ts";

await runService(orders);
