/** `npm run reconcile`: exit code 0 if our books and the providers' agree, 1 if not, or if it could not be said. */
import { systemWorld } from "@hansa/kit/world";
import { readSettings } from "../shop.mjs";
import { say } from "../terminal.mjs";
import { readDays } from "./options.ts";
import { reconcile } from "./run.ts";

const days = readDays(process.argv.slice(2));
const environment = { HANSA_LOG_LEVEL: "error", ...process.env, HANSA_DATA: readSettings().data };
process.exitCode = (await reconcile(environment, days, systemWorld, say)) ? 0 : 1;
