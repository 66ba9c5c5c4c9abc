/** The counter of alarms, which keeps them until their rows are written. */
import { Counter, type Registry } from "@prometheus-io/client";

/** An alarm that was counted, and how often. */
type CountedAlarm = { name: string; subject: string; count: number };

/** The most alarms that wait to be taken; further ones are counted alone. */
const maxAlarms = 1_000;

export type AlarmCounter = {
  /** Counts one alarm; until it is taken, it is kept with its subject. */
  countAlarm(alarm: string, subject: string): void;
  /** Takes the alarms that were counted since the last time, for their rows. */
  takeAlarms(): CountedAlarm[];
};

/** Opens the counter of the alarms of a process. */
export function openAlarmCounter(registry: Registry): AlarmCounter {
  const total = new Counter({
    name: "hansa_alarms_total",
    help: "Alarms raised, by name. Each is a line of the log at level fatal, with the same name in `alarm`.",
    labelNames: ["alarm"],
    registers: [registry],
  });
  let counted = new Map<string, CountedAlarm>();
  return {
    countAlarm: (name, subject) => {
      total.inc({ alarm: name });
      const key = `${name} ${subject}`;
      const known = counted.get(key);
      if (known) known.count += 1;
      else if (counted.size < maxAlarms) counted.set(key, { name, subject, count: 1 });
    },
    takeAlarms: () => {
      const taken = [...counted.values()];
      counted = new Map();
      return taken;
    },
  };
}
