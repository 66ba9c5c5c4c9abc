/** An alarm: something that goes on by itself no more, or not as it should, and that a person has to look at. */
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Says so at the highest level, under a name that watchers can be set on, and counts it. */
export function raiseAlarm(
  { log, metrics }: { log: Log; metrics: Pick<Metrics, "countAlarm"> },
  alarm: string,
  facts: Record<string, unknown>,
  message: string,
): void {
  log.fatal({ alarm, ...facts }, message);
  metrics.countAlarm(alarm);
}
