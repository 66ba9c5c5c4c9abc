/** A log whose lines a test can read, with the alarms and facts that a system adds to those of the kit. */
import { createLog, type Log } from "../../src/runtime/log.ts";

declare module "../../src/runtime/alarms.ts" {
  interface AlarmNames {
    order_held: true;
    alarm_disputed: true;
    export_stalled: true;
  }
}

declare module "../../src/runtime/log-line.ts" {
  interface LogFacts {
    orderId?: string | null | undefined;
    checkoutId?: string | undefined;
    cartId?: string | undefined;
  }
}

/** Every line that is logged, from the least important on. */
export function recordingLog(): { lines: string[]; log: Log } {
  const lines: string[] = [];
  return {
    lines,
    log: createLog("test", "trace", {
      secretIds: ["checkoutId", "cartId"],
      lines: { write: (line) => void lines.push(line) },
    }),
  };
}
