/** Mutants of the engine of PostgreSQL: its lock, its numbers, its commits, its clock, and a closure that cannot be repeated. */
import type { TestedMutant } from "./tested-mutant.ts";

const engine = "packages/kit/src/store/engine/pg";
const tests = "packages/kit/test/store/pg";

export const testedMutants: readonly TestedMutant[] = [
  {
    name: "no lock",
    tests: `${tests}/writes.test.ts`,
    fails: "of fifty writes of two processes that look before they insert",
    patch: {
      file: `${engine}/writer.ts`,
      find: "const lockText = `SELECT pg_advisory_xact_lock(",
      replace: "const lockText = `SELECT row(",
    },
  },
  {
    name: "identity numbers",
    tests: `${tests}/writes.test.ts`,
    fails: "rows of two processes are numbered without a gap",
    patch: {
      file: `${engine}/migrations.ts`,
      find: `readFileSync(preludeFile, "utf8")`,
      // A sequence for each table, as an identity column has.
      replace: `readFileSync(preludeFile, "utf8").replace(
        /UPDATE row_numbers SET last = last \\+ 1 .*;/,
        "EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', TG_TABLE_NAME || '_numbers'); number := nextval(TG_TABLE_NAME || '_numbers');",
      )`,
    },
  },
  {
    name: "commits not read",
    tests: `${tests}/writes.test.ts`,
    fails: "a connection that is lost after the server got the commit leaves one row",
    patch: {
      file: `${engine}/writer.ts`,
      find: "number = await findCommit(token, before, end.error);",
      replace: "number = undefined;",
    },
  },
  {
    name: "clock of the process",
    tests: `${tests}/clock.test.ts`,
    fails: "a process whose own clock is a day ahead",
    patch: { file: `${engine}/clock.ts`, find: "runtime.serverTime(serverMs)", replace: "Object(runtime).now()" },
  },
  {
    name: "closure not repeatable",
    tests: "packages/kit/test/coordination/attempt-counters.test.ts",
    fails: "each refusal counts in the metrics",
    isTwice: true,
    patch: {
      file: "packages/kit/src/coordination/attempt-counters.ts",
      find: "afterWrite(() => metrics.countLimitRefusal(counter.limit));",
      replace: "metrics.countLimitRefusal(counter.limit);",
    },
  },
];
