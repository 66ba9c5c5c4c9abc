/** What a service says of its own store: of each rule, how many rows it looked at, and which of them are not as they must be. */
import { type SQL, sql } from "drizzle-orm";
import type { Reader, Store } from "./store.ts";

export type IntegrityRule = {
  /** The rule of the audit that it is part of, `I1` to `I12`; null for what the audit does not ask. */
  invariant: string | null;
  /** What must be true of every row, in words. */
  must: string;
  /** A SELECT of the rows: `about`, an id to look for, and `holds`. What is not known to be true is broken. */
  judged: SQL;
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

/** A check looks at so many rows, so that nobody else waits for long: each holds up the service's reading for a tenth of a second. */
export const mostRows = 10_000;
const mostExamples = 20;

/** The newest rows of a table. SQLite numbers rows as they come: `rowid`. */
export function newest(table: string): SQL {
  return sql`(SELECT rowid, * FROM ${sql.identifier(table)} ORDER BY rowid DESC LIMIT ${mostRows})`;
}

/** Asks every rule. Each is a snapshot of its own, so that others may read in between, and at most two statements. */
export async function checkIntegrity(store: Store, rules: readonly IntegrityRule[]): Promise<IntegrityCheck[]> {
  const checks: IntegrityCheck[] = [];
  for (const rule of [...rules, ...rulesOfEveryStore]) checks.push(await store.read((db) => judge(db, rule)));
  return checks;
}

async function judge(db: Reader, { invariant, must, judged }: IntegrityRule): Promise<IntegrityCheck> {
  const isBroken = sql`(holds) IS NOT TRUE`;
  const counted = { rows: sql<number>`count(*)`, broken: sql<number>`count(*) FILTER (WHERE ${isBroken})` };
  const [{ rows, broken } = { rows: 0, broken: 0 }] = await db.select(counted).from(sql`(${judged})`);
  const shown =
    broken === 0
      ? []
      : await db
          .select({ about: sql<string>`CAST(about AS TEXT)` })
          .from(sql`(${judged})`)
          .where(isBroken)
          .limit(mostExamples);
  return checked(invariant, must, { rows, broken, examples: shown.map(({ about }) => about) });
}

/** What a check says that counted by itself. */
export function checked(
  invariant: string | null,
  rule: string,
  { rows, broken, examples }: Pick<IntegrityCheck, "rows" | "broken" | "examples">,
): IntegrityCheck {
  const verdict = rows === 0 ? "EMPTY" : broken === 0 ? "HOLDS" : "BROKEN";
  return { invariant, rule, verdict, rows, isWhole: rows < mostRows, broken, examples };
}

const rulesOfEveryStore: readonly IntegrityRule[] = [
  {
    invariant: "I8",
    must: "events are numbered without a gap",
    judged: sql`SELECT seq AS about, seq - lag(seq, 1, seq - 1) OVER (ORDER BY seq) = 1 AS holds FROM ${newest("outbox")}`,
  },
  {
    invariant: "I8",
    must: "of what is heard from another service, no event is put aside because it could not be applied",
    judged: sql`SELECT source AS about, source NOT IN (SELECT follower FROM parked_events) AS holds FROM inbox_cursor`,
  },
  {
    invariant: "I12",
    must: "each time the store was opened, a commit waited for the disk and foreign keys were checked",
    judged: sql`SELECT seq AS about, journal_mode = 'wal' AND foreign_keys = 1 AND busy_timeout_ms > 0
      AND (synchronous = 2 OR hasty) AS holds FROM ${newest("store_openings")}`,
  },
];
