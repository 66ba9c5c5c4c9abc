/** A rule of the audit and its finding: the rows that it read are exactly the rows that it judged. */
import type { Row, Stores } from "./stores.ts";

export type Rule = {
  /** The rule in words: true of every row. */
  must: string;
  /** The rows: what follows FROM, and what follows WHERE. */
  from: string;
  where?: string;
  /** The rule in SQL, evaluated for each row. A row with the value NULL breaks it. */
  holds: string;
  /** The columns that tell a person where to look. */
  show: string;
  /** A shop that has orders has such rows: finding none proves nothing. */
  neverEmpty?: boolean;
  /** Rows that do not obey are work for a person and no fault: they are listed, and break nothing. */
  isListed?: boolean;
};

export type Finding = {
  must: string;
  looked: number;
  broken: number;
  /** Some of the broken rows. */
  examples: Row[];
  /** Some of the rows that are work for a person, and their number. */
  listed?: { count: number; examples: Row[] };
  neverEmpty?: boolean;
};

/**
 * The times of a question, in epoch milliseconds: `@now`, and `@settled`: everything that happened until then has had the time to reach every
 * store. On a live shop that is a while ago; after a drain, it is everything. A deadline before `@overdue` should have been kept by now.
 * Deadlines are of the clock of the store that they stand in: `@ordersAhead` and `@productsAhead` are how far that is ahead of `@now`.
 */
export type Moment = { now: number; settled: number; overdue: number; ordersAhead: number; productsAhead: number };

/** So many broken rows are shown; they are all counted. */
const maxExamples = 20;

/** Looks at all rows of a question. */
export function checkRule(stores: Stores, request: Rule, moment: Moment): Finding {
  const { must, from, where = "TRUE", holds, show, neverEmpty, isListed } = request;
  const isBroken = `(${holds}) IS NOT TRUE`;
  const [counts] = stores.all(
    `SELECT count(*) AS looked, count(*) FILTER (WHERE ${isBroken}) AS broken FROM ${from} WHERE ${where}`,
    moment,
  );
  const [looked, broken] = [Number(counts?.looked), Number(counts?.broken)];
  const examples =
    broken === 0
      ? []
      : stores.all(`SELECT ${show} FROM ${from} WHERE (${where}) AND ${isBroken} LIMIT ${maxExamples}`, moment);
  if (isListed) return { must, looked, broken: 0, examples: [], listed: { count: broken, examples } };
  return { must, looked, broken, examples, ...(neverEmpty && { neverEmpty }) };
}

/** The same for what was not found by one statement. */
export function findingOf(must: string, looked: number, broken: readonly Row[]): Finding {
  return { must, looked, broken: broken.length, examples: broken.slice(0, maxExamples) };
}
