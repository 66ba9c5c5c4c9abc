/** I12: every store is sound, and was opened with durable settings. */
import { type Finding, findingOf, type Rule } from "../rule.ts";
import { messageIfCorrupt, type Row, type Schema, type Stores, storeNames } from "../stores.ts";
import { type AuditContext, checkRules, type Invariant } from "./invariant.ts";

/**
 * The settings of a connection are visible on that connection only. Each service therefore asks SQLite after opening its store and records the response there;
 * this reads the records. Only a store that is filled from nothing may be opened without fsync: it has nothing durable before.
 */
const openings: readonly Rule[] = storeNames.map((store) => ({
  must: `${store} was durable each time that it was opened: a commit waits for the disk`,
  from: `(SELECT *, EXISTS (SELECT 1 FROM ${store}.pragma_log AS before WHERE before.seq < opening.seq AND NOT before.without_fsync) AS isInUse
    FROM ${store}.pragma_log AS opening)`,
  holds:
    "journal_mode = 'wal' AND foreign_keys = 1 AND busy_timeout_ms > 0 AND iif(without_fsync, NOT isInUse, synchronous >= 2)",
  show: `'${store}' AS store, seq, opened_at AS openedAt, without_fsync AS withoutFsync, journal_mode AS journalMode, synchronous, foreign_keys AS foreignKeys`,
  neverEmpty: true,
}));

function wholeness({ stores }: AuditContext): Finding[] {
  const all: readonly Schema[] = stores.hasBooks ? [...storeNames, "books"] : storeNames;
  const check = (must: string, pragma: string, isFine: (said: unknown) => boolean): Finding => {
    const faults = all.flatMap((store) =>
      said(stores, store, pragma)
        .filter((row) => !isFine(Object.values(row)[0]))
        .map((row) => ({ store, ...row })),
    );
    return { ...findingOf(must, all.length, faults), neverEmpty: true };
  };
  return [
    check(
      "every page, row and index of each store fits together",
      "integrity_check(20)",
      (response) => response === "ok",
    ),
    check("no row refers to one that is not there", "foreign_key_check", () => false),
    check("each store keeps a log that survives a crash", "journal_mode", (response) => response === "wal"),
  ];
}

/** The rows of a PRAGMA; a corrupt store answers with its error message. */
function said(stores: Stores, store: Schema, pragma: string): Row[] {
  try {
    return stores.pragma(store, pragma);
  } catch (error) {
    return [{ unreadable: messageIfCorrupt(error) }];
  }
}

export const storesHealthy: Invariant = {
  id: "I12",
  title: "The stores are whole and durable",
  look: (looking) => [...wholeness(looking), ...checkRules(looking, openings)],
};
