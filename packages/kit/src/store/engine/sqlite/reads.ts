/** Reads of a store: each sees one snapshot, they run in turn, and those of a request are bounded by its budget. */
import type { Database as Connection } from "better-sqlite3";
import type { Metrics } from "../../../runtime/metrics.ts";
import { assertOpen, type RequestBudget, waitForRead, yieldsForReads } from "../../../runtime/request-budget.ts";
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
    if (budget === undefined) return inTurn(() => run(ask, readDb));
    // Reads of one request are asked for at the same time: those behind a long one wait for a turn again.
    for (let isAgain = false; ; isAgain = true) {
      const hadTurn = yieldsForReads(budget);
      const turn = waitForRead(budget, isAgain);
      if (turn !== undefined) await turn;
      const read = await inTurn(async () => {
        assertOpen(budget);
        return yieldsForReads(budget) && !hadTurn ? undefined : { result: await runTimed(ask, budget) };
      });
      if (read !== undefined) return read.result;
    }
  };

  async function runTimed<T>(ask: (db: Reader) => Promise<T>, budget: RequestBudget): Promise<T> {
    const startedAt = budget.runtime.monotonic();
    try {
      // A mutation reads what its input needs, and must not end halfway.
      return await run(ask, budget.isChanging ? readDb : requestDb);
    } finally {
      budget.readMs += budget.runtime.monotonic() - startedAt;
    }
  }

  async function run<T>(ask: (db: Reader) => Promise<T>, db: Reader): Promise<T> {
    try {
      begin.run();
      const result = await runWork(beginRead(), () => ask(db));
      health.noteSuccess("read");
      return result;
    } catch (error) {
      health.noteFailure(error, "read");
      throw error;
    } finally {
      // SQLite ends it by itself after some errors of the disk.
      if (reader.inTransaction) end.run();
    }
  }
}
