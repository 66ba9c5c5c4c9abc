/** Imports as rows: queued, one running at a time, and listed with what they found wrong. */

import { codedError } from "@hansa/kit/errors";
import type { ListPage } from "@hansa/kit/pages";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, count, desc, eq, gt, inArray, lt, max, or } from "drizzle-orm";
import { type ImportJobRow, type ImportProblemRow, importJobs, importProblems } from "./import-tables.ts";

export async function insertImportJob(tx: Tx, job: ImportJobRow): Promise<ImportJobRow> {
  await tx.insert(importJobs).values(job);
  return job;
}

export async function findImportJob(db: Reader, id: string): Promise<ImportJobRow | undefined> {
  const [row] = await db.select().from(importJobs).where(eq(importJobs.id, id));
  return row;
}

/** The import to go on with: one that a stop interrupted, else the one that waits longest. */
export async function findNextImportJob(db: Reader): Promise<ImportJobRow | undefined> {
  const [row] = await db
    .select()
    .from(importJobs)
    .where(inArray(importJobs.state, ["QUEUED", "RUNNING"]))
    .orderBy(desc(importJobs.state), asc(importJobs.createdAt), asc(importJobs.id))
    .limit(1);
  return row;
}

/** Changes an import that is in one of `from`; undefined, and nothing changed, if it is in another state. */
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

export type ImportJobFilter = { ownerId: string | undefined; state: ImportJobRow["state"] | undefined };

/** Imports, the newest first; one more than the page, to know whether there is a next. */
export function findImportJobs(db: Reader, filter: ImportJobFilter, page: ListPage): Promise<ImportJobRow[]> {
  const [at, id] = readPlace(page);
  const behind =
    at === undefined || id === undefined
      ? undefined
      : or(lt(importJobs.createdAt, at), and(eq(importJobs.createdAt, at), lt(importJobs.id, id)));
  return db
    .select()
    .from(importJobs)
    .where(and(matching(filter), behind))
    .orderBy(desc(importJobs.createdAt), desc(importJobs.id))
    .limit(page.first + 1);
}

export function countImportJobs(db: Reader, filter: ImportJobFilter): Promise<number> {
  return db.$count(importJobs, matching(filter));
}

function matching({ ownerId, state }: ImportJobFilter) {
  return and(ownerId ? eq(importJobs.ownerId, ownerId) : undefined, state ? eq(importJobs.state, state) : undefined);
}

/** Adds problems behind those that the import has; beyond `most` of a kind they are only counted by the import itself. */
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
  const kept = [true, false].flatMap((refused) =>
    problems.filter((problem) => problem.refused === refused).slice(0, Math.max(0, room(refused))),
  );
  const inOrder = problems.filter((problem) => kept.includes(problem));
  if (inOrder.length === 0) return;
  const from = (last?.number ?? 0) + 1;
  await tx
    .insert(importProblems)
    .values(inOrder.map((problem, index) => ({ ...problem, jobId, number: from + index })));
}

export type ImportProblemFilter = { jobId: string; refused: boolean | undefined };

/** What an import found, in the order of the file; one more than the page. */
export function findImportProblems(
  db: Reader,
  filter: ImportProblemFilter,
  page: ListPage,
): Promise<ImportProblemRow[]> {
  const [number] = readPlace(page);
  return db
    .select()
    .from(importProblems)
    .where(and(foundBy(filter), number === undefined ? undefined : gt(importProblems.number, number)))
    .orderBy(asc(importProblems.number))
    .limit(page.first + 1);
}

export function countImportProblems(db: Reader, filter: ImportProblemFilter): Promise<number> {
  return db.$count(importProblems, foundBy(filter));
}

function foundBy({ jobId, refused }: ImportProblemFilter) {
  return and(eq(importProblems.jobId, jobId), refused === undefined ? undefined : eq(importProblems.refused, refused));
}

/** The rank and the id after which the page begins. Throws BAD_USER_INPUT if its cursor has no such place. */
function readPlace({ after }: ListPage): [number, string] | [] {
  if (after === undefined) return [];
  const [rank, id] = after;
  if (typeof rank === "number" && typeof id === "string") return [rank, id];
  throw codedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}
