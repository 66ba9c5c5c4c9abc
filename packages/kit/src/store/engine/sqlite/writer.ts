/** The writer of a file: transactions that hold SQLite's write lock. Every statement has ended when it returns. */
import type { Database as Connection } from "better-sqlite3";
import type { EngineOptions, Writer } from "../engine.ts";
import { builderOn } from "./builder.ts";
import { asUnavailable } from "./faults.ts";
import { timeStatements } from "./statements.ts";
import { beginWrite } from "./write-lock.ts";

/** Opens the writer on a connection that does nothing else. */
export function openWriter(
  connection: Connection,
  { runtime, metrics, logsStatements }: Pick<EngineOptions, "runtime" | "metrics" | "logsStatements">,
): Writer {
  // Compiled once: compiling them for each write costs as much as running them.
  const commit = connection.prepare("COMMIT");
  const savepoint = connection.prepare("SAVEPOINT one");
  const release = connection.prepare("RELEASE one");
  return {
    db: builderOn(timeStatements(connection, logsStatements), metrics),
    begin: (giveUpAt) => beginWrite(connection, runtime, giveUpAt),
    savepoint: () => void savepoint.run(),
    release: async () => void release.run(),
    undo: async () => void connection.exec("ROLLBACK TO one; RELEASE one"),
    settle: async () => undefined,
    commit: async () => void commit.run(),
    rollback: () => {
      if (connection.inTransaction) connection.exec("ROLLBACK");
    },
    isOpen: () => connection.inTransaction,
    endOf: (error) => error,
    isRepeatable: () => false,
    asUnavailable,
  };
}
