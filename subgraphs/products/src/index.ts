/** Starts the process of products. */
import { runService } from "@hansa/kit/service";
import { products } from "./server.ts";

await runService(products);
