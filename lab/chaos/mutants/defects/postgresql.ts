/**
 * Mutants of the engine of PostgreSQL: its lock, its numbers, its commits, its clock, and a closure that cannot be repeated. Chaos would need luck
 * for them: their moment is a lost response, a rollback, or two processes in one statement. They have no scene.
 */
import type { Mutant } from "../mutant.ts";

const engine = "packages/kit/src/store/engine/pg";
const tests = "packages/kit/test/store/pg";

export const engineMutants: readonly Mutant[] = [
  {
    name: "no lock",
    tests: [
      { file: `${tests}/writes.test.ts`, title: "of fifty writes of two processes that look before they insert" },
    ],
    patches: [
      {
        file: `${engine}/transaction.ts`,
        find: "LOCK TABLE migrations IN EXCLUSIVE MODE",
        replace: "LOCK TABLE migrations IN ACCESS SHARE MODE",
      },
    ],
  },
  {
    name: "identity numbers",
    tests: [{ file: `${tests}/writes.test.ts`, title: "rows of two processes are numbered without a gap" }],
    patches: [
      {
        file: `${engine}/migrations.ts`,
        find: `readFileSync(preludeFile, "utf8")`,
        // A sequence for each table, as an identity column has.
        replace: `readFileSync(preludeFile, "utf8").replace(
        /UPDATE row_numbers SET last = last \\+ 1 .*;/,
        "EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', TG_TABLE_NAME || '_numbers'); number := nextval(TG_TABLE_NAME || '_numbers');",
      )`,
      },
    ],
  },
  {
    name: "commits not read",
    tests: [
      {
        file: `${tests}/writes.test.ts`,
        title: "a connection that is lost after the server got the commit leaves one row",
      },
    ],
    patches: [
      {
        file: `${engine}/commit.ts`,
        find: "number = await findCommit(transaction, token, { before, cause: end.error, runtime });",
        replace: "number = undefined;",
      },
    ],
  },
  {
    name: "clock of the process",
    tests: [{ file: `${tests}/clock.test.ts`, title: "a process whose own clock is a day ahead" }],
    patches: [
      {
        file: `${engine}/clock.ts`,
        find: "const server = runtime.serverTime(serverMs);\n      known = aheadOf(server, ahead, since);",
        replace: "const server = Object(runtime).now();\n      known = aheadOf(server, ahead, since);",
      },
    ],
  },
  {
    name: "closure not repeatable",
    tests: [
      { file: "packages/kit/test/coordination/attempt-counters.test.ts", title: "each refusal counts in the metrics" },
    ],
    isTwice: true,
    patches: [
      {
        file: "packages/kit/src/coordination/attempt-counters.ts",
        find: "afterWrite(() => metrics.countLimitRefusal(counter.limit));",
        replace: "metrics.countLimitRefusal(counter.limit);",
      },
    ],
  },
];
