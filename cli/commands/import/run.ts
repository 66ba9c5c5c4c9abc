/** The steps of an import, with one line of output each. */

import { findProblems, type Job, type Problem, startImport, watchImport } from "./import-job.ts";
import type { ImportOptions } from "./options.ts";
import type { Staff } from "./staff.ts";
import { sendFile } from "./upload.ts";

const usualNotes = 20;

/** Sends the file, has it imported, and tells what came of it. Answers with the exit code: 0 if every row is in. */
export async function runImport(staff: Staff, options: ImportOptions, tell: (line: string) => void): Promise<number> {
  const contentType = options.format === "SHOPIFY_CSV" ? "text/csv" : "application/jsonl";
  const uploadId = await sendFile(staff, options.file, contentType);
  const started = await startImport(staff, uploadId, options);
  const { job, summary } = await watchImport(staff, started);
  if (summary !== "") tell(summary);

  const refused = await findProblems(staff, job, true, Number.POSITIVE_INFINITY);
  for (const problem of refused.problems) tell(write(problem));
  const notes = await findProblems(staff, job, false, options.notes ? Number.POSITIVE_INFINITY : usualNotes);
  for (const problem of notes.problems) tell(`note: ${write(problem)}`);
  if (notes.total > notes.problems.length)
    tell(`${notes.total - notes.problems.length} more notes: --notes prints all.`);
  tell(conclude(job, options));
  return job.state === "SUCCEEDED" && job.rowsRefused === 0 ? 0 : 1;
}

function write({ line, column, message }: Problem): string {
  return column === null ? `line ${line}: ${message}` : `line ${line}, column "${column}": ${message}`;
}

function conclude(job: Job, { dryRun, kind }: ImportOptions): string {
  if (job.state === "FAILED") return `The import failed: ${job.failure}`;
  if (job.state === "CANCELLED") return `The import was stopped after ${job.rowsDone} rows.`;
  const things = kind === "PRODUCTS" ? "products" : "variants";
  const counts = [
    ...(kind === "PRODUCTS" ? [`${job.productsCreated} new`] : []),
    `${job.productsChanged} changed`,
    `${job.productsUnchanged} unchanged`,
  ].join(", ");
  const rows = `${job.rowsRefused} of ${job.rowsDone} rows refused`;
  return `${dryRun ? "Only checked: there would be " : ""}${things}: ${counts}; ${rows}.`;
}
