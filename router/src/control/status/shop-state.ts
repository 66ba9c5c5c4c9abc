/** The shape of the state of a shop. */

import { openAlarm } from "@hansa/kit/alarms";
import { processReport } from "@hansa/kit/server";
import { z } from "zod";

const need = z.object({ what: z.string(), action: z.string(), page: z.string() });
/** The cluster is null in a file, and where the role may not ask for it. */
const toldStore = z.object({ engine: z.string(), place: z.string(), cluster: z.string().nullable() });
export type ToldStore = z.infer<typeof toldStore>;
const shownProcess = z.object({
  name: z.string(),
  address: z.string(),
  answers: z.boolean(),
  /** Null if it gave no report. */
  report: processReport
    .omit({ gauges: true, integrity: true, alarms: true })
    .extend({
      isLeader: z.boolean().nullable(),
      /** Its store; null if it did not tell. */
      store: toldStore.nullable().default(null),
    })
    .nullable(),
});
export type ShownProcess = z.infer<typeof shownProcess>;
const shownFigure = z.object({
  process: z.string(),
  title: z.string(),
  unit: z.enum(["since", "last", "count", "flag", "bytes", "seconds", "share"]),
  /** In its unit; a flag is 0 or 1, and a time is in epoch milliseconds. */
  value: z.number(),
  needsPerson: z.boolean(),
});
const shownAlarm = openAlarm.extend({ process: z.string() });
const shownRule = z.object({ process: z.string(), rule: z.string(), broken: z.int() });

/** The state as JSON. */
export const shopState = z.object({
  takenAt: z.number(),
  needsPerson: z.array(need),
  processes: z.array(shownProcess),
  figures: z.array(shownFigure),
  /** Open alarms, the oldest first. */
  alarms: z.array(shownAlarm),
  rules: z.array(shownRule),
  /** The services whose rules were still being checked. */
  unchecked: z.array(z.string()),
});
export type ShopState = z.infer<typeof shopState>;
export type ShownFigure = z.infer<typeof shownFigure>;
export type Need = z.infer<typeof need>;
