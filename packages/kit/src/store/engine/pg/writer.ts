/** The writer of a database: its transactions and savepoints, in which a statement whose rows are not used is sent and not waited for. */
import type { EngineOptions, Writer } from "../engine.ts";
import { builderOn } from "./builder.ts";
import type { ServerClock } from "./clock.ts";
import { type Commits, openCommits } from "./commit.ts";
import type { Connection } from "./connection.ts";
import { asUnavailable, isRepeatable, lost } from "./faults.ts";
import type { OtherProcesses } from "./other-processes.ts";
import type { DatabasePlace } from "./place.ts";
import type { Progress } from "./progress.ts";
import { openTransactions, type WriterTransaction } from "./transaction.ts";
import { withWaits } from "./write-waits.ts";

export type DatabaseWriter = Writer & Pick<Commits, "takeOwnCommits"> & Pick<WriterTransaction, "commitsBefore">;

type WriterOptions = Pick<EngineOptions, "runtime" | "metrics" | "logsStatements"> &
  Pick<DatabasePlace, "schema"> &
  Pick<Progress, "judge" | "known" | "note"> &
  Pick<OtherProcesses, "join">;

/** Opens the writer on a connection that does nothing else. */
export function openWriter(
  connection: Connection,
  clock: ServerClock,
  { schema, metrics, ...options }: WriterOptions,
): DatabaseWriter {
  const transaction = openTransactions(connection, clock, options);
  const { defer, settle, forgetFailures, command } = transaction;
  return {
    db: builderOn(withWaits(transaction.ask, schema), metrics),
    begin: transaction.begin,
    savepoint: () => {
      forgetFailures();
      defer(command("SAVEPOINT one"));
    },
    release: async () => {
      await settle();
      defer(command("RELEASE one"));
    },
    undo: async () => {
      // A text that was first sent behind a failed statement is not prepared; the next write is to know that.
      await settle().catch(() => undefined);
      forgetFailures();
      defer(command("ROLLBACK TO one; RELEASE one"));
    },
    settle,
    ...openCommits(connection, transaction, options),
    rollback: transaction.rollback,
    isOpen: transaction.isOpen,
    // A change that meets a lost connection may end with an error of its own, which says nothing about the others.
    endOf: (error) => (isRepeatable(error) ? error : lost(error)),
    isRepeatable,
    asUnavailable,
    commitsBefore: transaction.commitsBefore,
  };
}
