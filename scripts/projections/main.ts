/** `npm run projections:rebuild`: exit code 0 if every projection came out as it had been, 1 if not, or if it could not be tried. */
import { readSettings } from "../shop.mjs";
import { lockData } from "../start/lock.ts";
import { say } from "../terminal.mjs";
import { reasonNotTo, rebuildAll } from "./rebuild.ts";

const { data } = readSettings();
const reason = reasonNotTo(data);
if (reason === undefined) lockData(data);
else say(reason);
const environment = { HANSA_LOG_LEVEL: "error", ...process.env, HANSA_DATA: data };
process.exitCode = reason === undefined && (await rebuildAll(environment, say)) ? 0 : 1;
