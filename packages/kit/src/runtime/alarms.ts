/** Raises alarms: each is a line of the log that a person must act on, and open until its cause or a person ends it. */

import type { Log } from "./log.ts";
import type { LogFields } from "./log-line.ts";
import type { Metrics } from "./metrics.ts";
import { afterCommit } from "./store-work.ts";

/** The names of alarms: those of every service. A system declares its own here, by the merging of declarations. @public */
export interface AlarmNames {
  event_dead_letter: true;
  events_lost: true;
  mail_given_up: true;
  store_damaged: true;
  store_went_back: true;
  wal_removed: true;
  unhandled_rejection: true;
}

/** The name of an alarm. */
export type AlarmName = keyof AlarmNames;

/** An alarm and its subject, such as the id of an order: a repetition for the same subject is the same alarm. */
export type Alarm = { name: AlarmName; subject?: string };

/** Where alarms are raised. */
export type AlarmDeps = { log: Log; metrics: Pick<Metrics, "countAlarm"> };

/**
 * Logs an alarm at the highest level, under a name that monitoring can match, and counts it. Within a write it waits for the commit, and is not raised
 * if the write is rolled back. The row of the alarm is written afterwards, as soon as the store can be written (`keeper.ts`).
 */
export function raiseAlarm(
  { log, metrics }: AlarmDeps,
  { name, subject = "" }: Alarm,
  facts: LogFields,
  message: string,
): void {
  afterCommit(() => {
    log.fatal({ alarm: name, ...facts }, message);
    metrics.countAlarm(name, subject);
  });
}
