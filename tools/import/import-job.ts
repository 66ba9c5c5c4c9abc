/** An import job through the graph: start, progress, and its problems. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ask, inProgress, mutate, mutation } from "../../lab/client/retrying-client.ts";
import { type Progress, showProgress } from "../progress.ts";
import type { ImportOptions } from "./options.ts";
import type { Staff } from "./staff.ts";

const pollMs = 300;

const fields = `id state rowsDone rowsRefused rowsTotal productsCreated productsChanged productsUnchanged failure`;
const jobShape = z.object({
  id: z.string(),
  state: z.enum(["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"]),
  rowsDone: z.int(),
  rowsRefused: z.int(),
  rowsTotal: z.int().nullable(),
  productsCreated: z.int(),
  productsChanged: z.int(),
  productsUnchanged: z.int(),
  failure: z.string().nullable(),
});
export type Job = z.infer<typeof jobShape>;

const importStart = mutation(
  {
    name: "importStart",
    input: "ImportStartInput",
    success: "ImportSaved",
    selection: `job { ${fields} }`,
    refusals: `${inProgress} ... on ValidationError { problems { message } }`,
  },
  z.object({ job: jobShape }),
);

/** Starts an import of an upload. */
export async function startImport(
  { graph, token }: Staff,
  uploadId: string,
  {
    kind,
    format,
    currency,
    dryRun,
    without,
  }: Pick<ImportOptions, "kind" | "format" | "currency" | "dryRun" | "without">,
): Promise<Job> {
  const key = { idempotencyKey: randomUUID() };
  const input = { uploadId, kind, format, dryRun, without, ...key, ...(currency ? { currency } : {}) };
  return (await mutate(graph, importStart, input, await token())).job;
}

/** Shows how far it is until it has ended. */
export async function watchImport({ graph, token }: Staff, { id }: Job): Promise<{ job: Job; summary: string }> {
  let progress: Progress | undefined;
  for (;;) {
    const query = `query Import($id: ID!) { importJob(id: $id) { ${fields} } }`;
    const { importJob: job } = await ask(graph, query, { id }, z.object({ importJob: jobShape }), await token());
    if (job.rowsTotal !== null) progress ??= showProgress(job.rowsTotal, "rows");
    progress?.reach(job.rowsDone);
    if (job.state !== "QUEUED" && job.state !== "RUNNING") return { job, summary: progress?.end() ?? "" };
    await pause(pollMs);
  }
}

const problemShape = z.object({ line: z.int(), column: z.string().nullable(), message: z.string() });
export type Problem = z.infer<typeof problemShape>;
const problemsShape = z.object({
  importJob: z.object({
    problems: z.object({
      totalCount: z.int(),
      nodes: z.array(problemShape),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
});

/** The refused rows or the notes of an import: the first `most` of them, and their number. */
export async function findProblems(
  { graph, token }: Staff,
  { id }: Job,
  refused: boolean,
  most: number,
): Promise<{ problems: Problem[]; total: number }> {
  const query = `query ImportProblems($id: ID!, $after: String, $refused: Boolean!) { importJob(id: $id) {
    problems(first: 100, after: $after, refused: $refused) {
      totalCount nodes { line column message } pageInfo { hasNextPage endCursor }
    }
  } }`;
  const problems: Problem[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: z.infer<typeof problemsShape> = await ask(
      graph,
      query,
      { id, after, refused },
      problemsShape,
      await token(),
    );
    const page = answer.importJob.problems;
    problems.push(...page.nodes);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || problems.length >= most)
      return { problems: problems.slice(0, most), total: page.totalCount };
  }
}
