/** An import job through the graph: start, progress, and its problems. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ImportDocument, ImportProblemsDocument, ImportStartDocument } from "@hansa/client/documents/imports";
import type { ImportJobFragment, ImportProblemsQuery } from "@hansa/client/generated/graphql";
import { requireSuccess } from "@hansa/client/mutation";
import { executeUntilAnswered, mutateUntilAnswered } from "@hansa/client/retries";
import { type Progress, showProgress } from "../../host/progress.ts";
import type { ImportOptions } from "./options.ts";
import type { Staff } from "./staff.ts";

const pollMs = 300;

export type Job = ImportJobFragment;

/** Starts an import of an upload. */
export async function startImport(
  { graph, token }: Staff,
  uploadId: string,
  { kind, format, currency, dryRun, without, encoding, separator, decimalSign }: ImportOptions,
): Promise<Job> {
  const reading = { kind, format, dryRun, without, encoding, separator, decimalSign };
  const input = { uploadId, ...reading, idempotencyKey: randomUUID(), ...(currency ? { currency } : {}) };
  return requireSuccess(await mutateUntilAnswered(graph, ImportStartDocument, input, { token: await token() })).job;
}

/** Shows how far it is until it has ended. */
export async function watchImport({ graph, token }: Staff, { id }: Job): Promise<{ job: Job; summary: string }> {
  let progress: Progress | undefined;
  for (;;) {
    const { importJob: job } = await executeUntilAnswered(graph, ImportDocument, { id }, { token: await token() });
    if (!job) throw new Error(`there is no import ${id} any more`);
    if (job.rowsTotal !== null) progress ??= showProgress(job.rowsTotal, "rows");
    progress?.reach(job.rowsDone);
    if (job.state !== "QUEUED" && job.state !== "RUNNING") return { job, summary: progress?.end() ?? "" };
    await pause(pollMs);
  }
}

export type Problem = { line: number; column: string | null; message: string };

/** The refused rows or the notes of an import: the first `most` of them, and their number. */
export async function findProblems(
  { graph, token }: Staff,
  { id }: Job,
  refused: boolean,
  most: number,
): Promise<{ problems: Problem[]; total: number }> {
  const problems: Problem[] = [];
  let after: string | null = null;
  for (;;) {
    const variables = { id, after, refused };
    const as = { token: await token() };
    const found: ImportProblemsQuery = await executeUntilAnswered(graph, ImportProblemsDocument, variables, as);
    const page = found.importJob?.problems;
    if (!page) throw new Error(`there is no import ${id} any more`);
    problems.push(...page.nodes);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || problems.length >= most)
      return { problems: problems.slice(0, most), total: page.totalCount ?? problems.length };
  }
}
