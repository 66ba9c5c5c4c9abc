/** Alarms: log lines that a person must act on. */
import type { LogFields } from "../logging/line.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Logs an alarm at the highest level, under a name that monitoring can match, and counts it. */
export function raiseAlarm(
  { log, metrics }: { log: Log; metrics: Pick<Metrics, "countAlarm"> },
  alarm: string,
  facts: LogFields,
  message: string,
): void {
  log.fatal({ alarm, ...facts }, message);
  metrics.countAlarm(alarm);
}
