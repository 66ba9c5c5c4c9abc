/** Integrity checks of a service's own store: for each rule, the rows checked and those that break it. */

import { type SQL, sql } from "drizzle-orm";
import type { StoreTable } from "./engine/columns.ts";
import { newestRows } from "./engine/dialect.ts";
import type { Reader, Store } from "./store.ts";
import { inboxCursor, outbox, pragmaLog } from "./tables.ts";

export type IntegrityRule = {
  /** The audit's rule that it belongs to, `I1` to `I12`; null if it belongs to none. */
  invariant: string | null;
  /** The condition that holds for every row, in words. */
  must: string;
  /** The table whose newest rows are checked. */
  of: StoreTable;
  /** A SELECT from these rows, which need a name in it: `about`, the id of a row, and `holds`. A row whose `holds` is not true breaks the rule. */
  judged(newest: SQL): SQL;
};

type IntegrityVerdict = "HOLDS" | "BROKEN" | "EMPTY";
export type IntegrityCheck = {
  invariant: string | null;
  rule: string;
  verdict: IntegrityVerdict;
  rows: number;
  isWhole: boolean;
  broken: number;
  examples: string[];
};

/** The rows of one check: it blocks the service's reads for at most a tenth of a second. */
export const maxRows = 10_000;
const maxExamples = 20;

/**
 * Checks every rule on the newest rows. Each check has its own snapshot, so that other reads run in between, and at
 * most two statements.
 */
export async function checkIntegrity(
  store: Pick<Store, "read">,
  rules: readonly IntegrityRule[],
): Promise<IntegrityCheck[]> {
  const checks: IntegrityCheck[] = [];
  for (const rule of [...rules, ...rulesOfEveryStore]) checks.push(await store.read((db) => judge(db, rule)));
  return checks;
}

async function judge(db: Reader, { invariant, must, of, judged }: IntegrityRule): Promise<IntegrityCheck> {
  const responses = sql`(${judged(newestRows(of, maxRows))}) AS judged`;
  const isBroken = sql`(holds) IS NOT TRUE`;
  const counted = {
    rows: sql<number>`count(*)`,
    broken: sql<number>`count(*) FILTER (WHERE ${isBroken})`,
    older: sql<number>`EXISTS (SELECT 1 FROM ${of} LIMIT 1 OFFSET ${maxRows})`,
  };
  const [{ rows, broken, older } = { rows: 0, broken: 0, older: 0 }] = await db.select(counted).from(responses);
  const about = { about: sql<string>`CAST(about AS TEXT)` };
  const shown = broken === 0 ? [] : await db.select(about).from(responses).where(isBroken).limit(maxExamples);
  return checked(invariant, must, { rows, broken, isWhole: older === 0, examples: shown.map((row) => row.about) });
}

/** The result of a check from its counts. */
export function checked(
  invariant: string | null,
  rule: string,
  counted: Pick<IntegrityCheck, "rows" | "broken" | "isWhole" | "examples">,
): IntegrityCheck {
  const verdict = counted.rows === 0 ? "EMPTY" : counted.broken === 0 ? "HOLDS" : "BROKEN";
  return { invariant, rule, verdict, ...counted };
}

const rulesOfEveryStore: readonly IntegrityRule[] = [
  {
    invariant: "I8",
    must: "events are numbered without a gap",
    of: outbox,
    judged: (newest) =>
      sql`SELECT seq AS about, seq - lag(seq, 1, seq - 1) OVER (ORDER BY seq) = 1 AS holds FROM ${newest} AS newest`,
  },
  {
    invariant: "I8",
    must: "no event of another service is a dead letter",
    of: inboxCursor,
    judged: (newest) =>
      sql`SELECT source AS about, source NOT IN (SELECT consumer FROM dead_letters) AS holds FROM ${newest} AS newest`,
  },
  {
    invariant: "I12",
    must: "each time the store was opened, a commit waited for the disk and foreign keys were checked",
    of: pragmaLog,
    judged: (newest) => sql`SELECT seq AS about, journal_mode = 'wal' AND foreign_keys = 1 AND busy_timeout_ms > 0
      AND (synchronous = 2 OR without_fsync) AS holds FROM ${newest} AS newest`,
  },
];
