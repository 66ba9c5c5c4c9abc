/** Import jobs and their problems: one running job at a time, and lists. */

import {
  equals,
  type FilterValues,
  filteredList,
  type Keyset,
  type ListPage,
  newestFirst,
  pageStatement,
} from "@hansa/kit/graphql";
import {
  firstRow,
  given,
  isAmong,
  listOf,
  type Reader,
  rowBy,
  rowsBy,
  rowsInto,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, count, desc, eq, getTableColumns, inArray, lte, max, type SQL, sql } from "drizzle-orm";
import { type ImportJobRow, type ImportProblemRow, importJobs, importProblems } from "./tables.ts";

/** Inserts an import and returns it. */
export async function insertImportJob(tx: Tx, job: ImportJobRow): Promise<ImportJobRow> {
  await tx.insert(importJobs).values(job);
  return job;
}

export const findImportJobsByIds = rowsBy(importJobs, importJobs.id);

export const findImportJob = rowBy(importJobs, importJobs.id);

/** Returns the next job: an interrupted one, else the oldest queued one. */
export const findNextImportJob = firstRow(
  statement([], (db: Reader) =>
    db
      .select()
      .from(importJobs)
      .where(inArray(importJobs.state, ["QUEUED", "RUNNING"]))
      .orderBy(desc(importJobs.state), asc(importJobs.createdAt), asc(importJobs.id))
      .limit(1),
  ),
);

/** Updates a job that is in one of `from`; undefined, without a change, if it is in another state. */
export async function changeImportJob(
  tx: Tx,
  id: string,
  from: readonly ImportJobRow["state"][],
  change: Partial<ImportJobRow>,
): Promise<ImportJobRow | undefined> {
  const [row] = await tx
    .update(importJobs)
    .set(change)
    .where(and(eq(importJobs.id, id), inArray(importJobs.state, [...from])))
    .returning();
  return row;
}

const filters = { ownerId: equals(importJobs.ownerId), state: equals(importJobs.state) };

export type ImportJobFilter = FilterValues<typeof filters>;

/** Jobs, the newest first. */
export const { findPage: findImportJobs, count: countImportJobs } = filteredList(
  importJobs,
  newestFirst(importJobs.createdAt, importJobs.id),
  filters,
);

/** The maximum number of stored problems and notes each of an import; more are only counted. */
export const maxProblems = 10_000;

/** Appends problems; beyond `most` of a kind they are not stored, only counted in the job. */
export async function insertImportProblems(
  tx: Tx,
  jobId: string,
  problems: readonly Omit<ImportProblemRow, "jobId" | "number">[],
  most: number,
): Promise<void> {
  const [last] = await tx
    .select({ number: max(importProblems.number) })
    .from(importProblems)
    .where(eq(importProblems.jobId, jobId));
  const counted = await tx
    .select({ refused: importProblems.refused, count: count() })
    .from(importProblems)
    .where(eq(importProblems.jobId, jobId))
    .groupBy(importProblems.refused);
  const room = (refused: boolean) => most - (counted.find((row) => row.refused === refused)?.count ?? 0);
  const recent = new Set(
    [true, false].flatMap((refused) =>
      problems.filter((problem) => problem.refused === refused).slice(0, Math.max(0, room(refused))),
    ),
  );
  const behind = (last?.number ?? 0) + 1;
  const rows = problems
    .filter((problem) => recent.has(problem))
    .map((problem, index) => ({ ...problem, jobId, number: behind + index }));
  await insertProblems(tx, rows);
}

const insertProblems = rowsInto(importProblems);

/** The requested problems: refusals, notes, or both. */
export type ProblemsRequest = { refused: boolean | undefined; page: ListPage };

/** Returns a page of the problems of each job in the order of the file, with one extra row each. */
export async function findImportProblems(
  db: Reader,
  jobIds: readonly string[],
  { refused, page }: ProblemsRequest,
): Promise<ImportProblemRow[]> {
  const rows = await problemsOfJobs(db, page, jobIds, { refused });
  return rows.map(({ rank: _rank, ...row }) => row);
}

const byNumber: Keyset = { columns: [importProblems.number, importProblems.jobId], descending: false };

/** Jobs, and one kind of their problems or both. */
const ofJobs = [listOf(importProblems.jobId), given({ refused: importProblems.refused })] as const;

const problemsOfJobs = pageStatement(byNumber, ofJobs, (db, paging, jobIds, kind) => {
  const order = sql.join(paging.orderBy(byNumber), sql`, `);
  const ranked = db
    .select({
      ...getTableColumns(importProblems),
      rank: sql<number>`row_number() OVER (PARTITION BY ${importProblems.jobId} ORDER BY ${order})`.as("rank"),
    })
    .from(importProblems)
    .where(and(matching(jobIds, kind), paging.beyondCursor(byNumber)))
    .as("ranked");
  return db.select().from(ranked).where(lte(ranked.rank, paging.limit)).orderBy(asc(ranked.jobId), asc(ranked.rank));
});

export type CountedProblems = { jobId: string; count: number };

/** The number of problems of each job; jobs without problems are left out. */
export function countImportProblems(
  db: Reader,
  jobIds: readonly string[],
  { refused }: Pick<ProblemsRequest, "refused">,
): Promise<CountedProblems[]> {
  return countsOfJobs(db, jobIds, { refused });
}

const countsOfJobs = statement(ofJobs, (db: Reader, jobIds, kind) =>
  db
    .select({ jobId: importProblems.jobId, count: count() })
    .from(importProblems)
    .where(matching(jobIds, kind))
    .groupBy(importProblems.jobId),
);

function matching(jobIds: SQL, { refused }: { refused?: SQL | undefined }): SQL | undefined {
  return and(isAmong(importProblems.jobId, jobIds), refused && eq(importProblems.refused, refused));
}
