/**
 * Waits of writes: a channel of the process with each statement of a write as it is sent, and whether its write begins to wait with it. A statement
 * whose rows are not used is not waited for; those that are asked before the response of another one has come share its wait. Tests count them.
 */
import { channel } from "node:diagnostics_channel";
import type { Ask } from "./builder.ts";

/** Its messages have the `schema` of the store, and `isWait`. */
export const writeStatements = channel("hansa.store.write-statement");

/** The same, with each statement told to the channel. */
export function withWaits(ask: Ask, schema: string): Ask {
  /** Rounds of statements that were asked together: the last one that began, and the last one with a response. */
  let begun = 0;
  let answered = 0;
  const tell = (isWait: boolean) => writeStatements.publish({ schema, isWait });
  return async (text, values, method) => {
    if (method === "run") {
      tell(false);
      return ask(text, values, method);
    }
    const round = answered + 1;
    tell(round > begun);
    begun = round;
    try {
      return await ask(text, values, method);
    } finally {
      answered = Math.max(answered, round);
    }
  };
}
