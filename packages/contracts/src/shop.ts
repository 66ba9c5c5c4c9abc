/** The shop that every service is a part of: who issues sessions, the limits of mutations, and the log. */

import type {} from "./alarms.ts"; // Declares the names of alarms for the compilation of one workspace.
import { createLog } from "./log.ts";
import { mutationLimits } from "./mutation-limits.ts";
import { processes } from "./processes.ts";

/** The part of a service's definition that is the same for all. */
export const shop = { issuer: processes.issuer, mutationLimits, createLog };
