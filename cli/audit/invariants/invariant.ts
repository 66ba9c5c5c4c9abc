/** The type of an invariant: its name and its check of the stores. */
import type { Journal } from "../journal.ts";
import { checkRule, type Finding, type Moment, type Rule } from "../rule.ts";
import { type Schema, type StoreName, type Stores, storeNames } from "../stores.ts";

export type AuditContext = {
  stores: Stores;
  moment: Moment;
  /** Nothing is in progress any more: everything must be settled, however recent it is. */
  drained: boolean;
  /** The clients' journal; undefined without one. */
  journal: Journal | undefined;
};

export type Invariant = {
  id: string;
  title: string;
  /** It cannot be judged at all without a journal. */
  needsJournal?: boolean;
  look(looking: AuditContext): Finding[];
};

/**
 * The order of snapshots in which an effect is read before its cause: what orders says was done by another store is there to be found when
 * that one is read a moment later. What is newer there than orders knows is in flight.
 */
const effectsFirst: readonly Schema[] = inOrder("orders", "products", "payments", "users");

/** These stores first, and then every other one. */
export function inOrder(...first: readonly StoreName[]): readonly StoreName[] {
  return [...new Set([...first, ...storeNames])];
}

/** Asks questions on one snapshot of each store. */
export function checkRules(
  { stores, moment }: AuditContext,
  requests: readonly Rule[],
  order = effectsFirst,
): Finding[] {
  const snapshots: readonly Schema[] = stores.hasBooks ? [...order, "books"] : order;
  return stores.snapshot(snapshots, () => requests.map((request) => checkRule(stores, request, moment)));
}

/** That a table can only be added to: its store refuses to change or to remove rows, and no number between the first and the last is missing. */
export function appendOnly(schema: Schema, table: string, number?: string): Rule[] {
  const refusals = `(VALUES ('UPDATE'), ('DELETE')) AS wanted LEFT JOIN ${schema}.sqlite_master AS guard
    ON guard.type = 'trigger' AND guard.tbl_name = '${table}' AND guard.sql LIKE '%BEFORE ' || wanted.column1 || ' ON %RAISE(ABORT%'
      AND guard.sql NOT LIKE '%WHEN%RAISE%'`;
  const guards: Rule = {
    must: `${schema}.${table} refuses to change or remove a row`,
    from: refusals,
    holds: "guard.name IS NOT NULL",
    show: `'${table}' AS "table", wanted.column1 AS allows`,
  };
  return number === undefined ? [guards] : [guards, noGaps(schema, table, number)];
}

/** That of a numbered table no row was removed: numbers are given out with their rows, and never twice. */
export function noGaps(schema: Schema, table: string, number: string): Rule {
  return {
    must: `${schema}.${table} has every number that was assigned`,
    from: `(SELECT coalesce((SELECT seq FROM ${schema}.sqlite_sequence WHERE name = '${table}'), 0) AS given,
      (SELECT count(*) FROM ${schema}.${table}) AS there, (SELECT coalesce(max(${number}), 0) FROM ${schema}.${table}) AS last)`,
    holds: "given = there AND last = given",
    show: "given, there, last",
  };
}
