/** The causes of alarms of every service. */
import type { AlarmCauses } from "../alarms/keeper.ts";
import { hasStopped } from "./cursor.ts";
import { findDeadLetters } from "./dead-letters.ts";

export const alarmCausesOfMessaging = {
  event_dead_letter: async (db, consumer) => (await findDeadLetters(db, consumer)).size > 0,
  events_lost: hasStopped,
} satisfies AlarmCauses;
