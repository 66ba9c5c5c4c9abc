/** A log whose lines a test can read. */
import { createLog, type Log } from "../../src/runtime/log.ts";

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
