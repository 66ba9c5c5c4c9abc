/** Counts the statements of writes on PostgreSQL, and those that their write waits for. */
import { z } from "zod";
import { writeStatements } from "../../src/store/engine/pg/write-waits.ts";
import { isRehearsal } from "../stores/trial.ts";

export type WriteCount = { statements: number; waits: number };

const told = z.object({ schema: z.string(), isWait: z.boolean() });
const inSandbox = /_sandbox$/;

/** Adds those of all stores of this process during `work` to `counts`, by the service that their schema begins with. */
export async function countWrites<T>(counts: Map<string, WriteCount>, work: () => Promise<T>): Promise<T> {
  const note = (message: unknown) => {
    if (isRehearsal()) return;
    const { schema, isWait } = told.parse(message);
    const store = inSandbox.test(schema) ? "sandbox" : schema.replace(/_.*/, "");
    const { statements, waits } = counts.get(store) ?? { statements: 0, waits: 0 };
    counts.set(store, { statements: statements + 1, waits: waits + (isWait ? 1 : 0) });
  };
  writeStatements.subscribe(note);
  try {
    return await work();
  } finally {
    writeStatements.unsubscribe(note);
  }
}
