/** The operation by which a router closes an alarm of a service, after a person has. */

import { z } from "zod";
import { operation } from "../../rpc/contract.ts";
import { routerName } from "../../runtime/processes.ts";

export const closeAlarm = operation({
  name: "close-alarm",
  callers: [routerName],
  input: z.object({ id: z.string() }),
  output: z.object({ outcome: z.enum(["closed", "unknown", "causeLasts"]) }),
});
