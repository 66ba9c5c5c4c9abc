/** Starts the process of users. */
import { runService } from "@hansa/kit/service";
import { users } from "./server.ts";

await runService(users);
