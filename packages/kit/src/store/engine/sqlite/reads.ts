/** Reads of a store: each sees one snapshot, they run in turn, and those of a request are bounded by its budget. */
import type { Database as Connection } from "better-sqlite3";
import type { Metrics } from "../../../runtime/metrics.ts";
import { assertOpen, waitForRead } from "../../../runtime/request-budget.ts";
import { beginRead, runWork } from "../../../runtime/store-work.ts";
import { currentTrace } from "../../../runtime/trace.ts";
import type { Reader } from "../engine.ts";
import type { HealthNotes } from "../health.ts";
import { builderOn } from "./builder.ts";
import { limitStatements, timeStatements } from "./statements.ts";

type ReadParts = {
  /** Keeps other reads from the connection. */
  inTurn<T>(job: () => Promise<T>): Promise<T>;
  metrics: Pick<Metrics, "countStatement">;
  logsStatements: boolean;
  health: Pick<HealthNotes, "noteFailure" | "noteSuccess">;
};

/** Opens the reads of a connection. */
export function openReads(
  reader: Connection,
  { inTurn, metrics, logsStatements, health }: ReadParts,
): <T>(ask: (db: Reader) => Promise<T>) => Promise<T> {
  const timedReader = timeStatements(reader, logsStatements);
  const requestDb = builderOn(limitStatements(timedReader), metrics);
  const readDb = builderOn(timedReader, metrics);
  // Compiled once: compiling them for each read costs more than running them.
  const begin = reader.prepare("BEGIN");
  const end = reader.prepare("COMMIT");
  return async (ask) => {
    const budget = currentTrace()?.budget;
    const turn = budget && waitForRead(budget);
    if (turn !== undefined) await turn;
    return inTurn(async () => {
      if (budget) assertOpen(budget);
      // A mutation reads what its input needs, and must not end halfway.
      const isLimited = budget && !budget.isChanging;
      try {
        begin.run();
        const result = await runWork(beginRead(), () => ask(isLimited ? requestDb : readDb));
        health.noteSuccess("read");
        return result;
      } catch (error) {
        health.noteFailure(error, "read");
        throw error;
      } finally {
        // SQLite ends it by itself after some errors of the disk.
        if (reader.inTransaction) end.run();
      }
    });
  };
}
