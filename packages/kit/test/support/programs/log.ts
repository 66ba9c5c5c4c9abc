/** A process that logs, and ends once its standard input does: for a reader of its log to leave before that. */
import { once } from "node:events";
import { createLog } from "../../../src/runtime/log.ts";

const log = createLog("test", "info");
log.info("listened to");
await once(process.stdin.resume(), "end");
for (let line = 0; line < 100; line++) log.info("not listened to");
process.exit(0);
