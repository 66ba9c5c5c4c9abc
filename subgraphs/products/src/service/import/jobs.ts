/** Import jobs: started, cancelled and listed. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { keyOf, writeOnce } from "@hansa/kit/coordination";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope, type Viewer } from "@hansa/kit/identity";
import { type InputProblem, invalid, isRefusal, notFound, problem, refusal } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ImportCancelInput, ImportStartInput } from "../../generated/resolvers.ts";
import {
  changeImportJob,
  countImportJobs,
  findImportJob,
  findImportJobs,
  type ImportJobFilter,
  insertImportJob,
} from "../../store/import/jobs.ts";
import type { ImportJobRow, UploadRow } from "../../store/import/tables.ts";
import { findUpload } from "../../store/media/uploads.ts";
import { findSettings } from "../../store/projections/settings.ts";
import { isPicture } from "../media/pictures.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { refreshCurrencies } from "../settings.ts";
import { mayEditCatalogue } from "../visibility.ts";

type Started = MutationResult<"ImportStartResult">;
const storedResponse = z.object({ jobId: z.string() });

/** Queues an import. A repetition with the same idempotency key returns the same job. */
export async function startImport(context: Context, input: ImportStartInput): Promise<Started> {
  const { store, runtime, viewer } = context;
  if (input.currency) await refreshCurrencies(context, [input.currency]);
  const key = keyOf(ownerOf(viewer), "importStart", input);
  const done = await writeOnce(context, { name: "start-import", key, shape: storedResponse }, async (tx) => {
    const upload = await findUpload(tx, input.uploadId);
    if (!upload || upload.ownerId !== ownerOf(viewer) || upload.expiresAt <= runtime.now())
      return notFound("upload", ["input", "uploadId"]);
    const { currencies } = await findSettings(tx);
    const problems = checkStart(currencies, input, upload);
    const currency = input.currency ?? currencies[0];
    if (problems.length > 0 || currency === undefined) return invalid(problems);
    const job = await insertImportJob(tx, {
      id: runtime.newId("imp"),
      ownerId: upload.ownerId,
      uploadId: upload.id,
      fileName: upload.fileName,
      kind: input.kind,
      format: input.format,
      currency,
      dryRun: input.dryRun ?? false,
      withoutStock: input.without?.includes("STOCK") ?? false,
      encoding: input.encoding ?? null,
      separator: input.separator ?? null,
      decimalSign: input.decimalSign ?? null,
      state: "QUEUED",
      ...initialProgress,
      createdAt: runtime.now(),
    });
    const summary = `Queued ${job.id} of ${upload.id}${job.dryRun ? ", as a dry run" : ""}.`;
    await recordAudit(runtime, tx, viewer, { action: "import.started", subjectId: job.id, summary });
    return { jobId: job.id };
  });
  if (isRefusal(done)) return done;
  const job = await store.read((db) => findImportJob(db, done.jobId));
  if (!job) throw new Error("import: started job not found");
  return { __typename: "ImportSaved", job };
}

const initialProgress = {
  position: 0,
  rowsDone: 0,
  rowsRefused: 0,
  rowsTotal: null,
  productsCreated: 0,
  productsChanged: 0,
  productsUnchanged: 0,
  failure: null,
  startedAt: null,
  finishedAt: null,
};

function checkStart(
  currencies: readonly string[],
  { currency, kind, without, format, ...written }: ImportStartInput,
  { state, contentType }: UploadRow,
): InputProblem[] {
  const problems: InputProblem[] = [];
  if (isPicture(contentType)) problems.push(problem("uploadId", "NOT_A_CATALOGUE", "This file is a picture."));
  else if (state === "AWAITED") problems.push(problem("uploadId", "NOT_ARRIVED", "PUT the file to its address first."));
  if (currency && !currencies.includes(currency))
    problems.push(problem("currency", "NOT_OFFERED", `The shop sells in ${currencies.join(", ")}.`));
  if (kind === "STOCK" && without?.includes("STOCK"))
    problems.push(problem("without", "NOTHING_LEFT", "An import of stock reads nothing else."));
  for (const option of ["encoding", "separator", "decimalSign"] as const) {
    if (format === "JSON_LINES" && written[option])
      problems.push(problem(option, "NOT_FOR_FORMAT", "This is for a CSV: JSON Lines are written in one way."));
  }
  return problems;
}

/** Cancels an import. A cancelled import stays unchanged. */
export async function cancelImport(
  context: Context,
  input: ImportCancelInput,
): Promise<MutationResult<"ImportCancelResult">> {
  const { store, runtime, viewer } = context;
  return store.write("cancel-import", async (tx) => {
    const before = await findImportJob(tx, input.importJobId);
    if (!before || !canSeeImport(viewer, before)) return notFound("import", ["input", "importJobId"]);
    if (before.state === "CANCELLED") return { __typename: "ImportSaved", job: before };
    const change = { state: "CANCELLED", finishedAt: runtime.now() } as const;
    const job = await changeImportJob(tx, before.id, ["QUEUED", "RUNNING"], change);
    if (job) {
      const summary = `Stopped ${job.id}.`;
      await recordAudit(runtime, tx, viewer, { action: "import.cancelled", subjectId: job.id, summary });
      return { __typename: "ImportSaved", job };
    }
    const ended = refusal("ImportEndedError", "IMPORT_ENDED", "This import has ended.", ["input", "importJobId"]);
    return { ...ended, state: before.state };
  });
}

/** Returns the import if the viewer may read imports and see this one; else null. */
export async function findVisibleImport({ loaders, viewer }: Context, id: string): Promise<ImportJobRow | null> {
  const job = hasScope(viewer, "imports:read") ? await loaders.importById.load(id) : null;
  return job && canSeeImport(viewer, job) ? job : null;
}

/** A page of imports with its filter, which the total count needs. */
export type ImportJobPage = Connection<ImportJobRow> & { filter: ImportJobFilter };

type ImportArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  state?: ImportJobRow["state"] | null | undefined;
};

/** Lists the imports that the viewer may see, newest first. */
export async function listImports({ store, viewer }: Context, args: ImportArgs): Promise<ImportJobPage> {
  const page = readTimePage(args, 25, "imports");
  const filter = {
    ownerId: mayEditCatalogue(viewer) ? undefined : ownerOf(viewer),
    state: args.state ?? undefined,
  };
  const rows = await store.read((db) => findImportJobs(db, filter, page));
  return { ...connectionOf(page, rows, ({ createdAt, id }) => [createdAt, id]), filter };
}

/** The number of imports in a filtered list. */
export function countImports({ store }: Context, filter: ImportJobFilter): Promise<number> {
  return store.read((db) => countImportJobs(db, filter));
}

/** Editors of the catalogue see every import, other owners only their own. */
function canSeeImport(viewer: Viewer, { ownerId }: ImportJobRow): boolean {
  return mayEditCatalogue(viewer) || ownerId === ownerOf(viewer);
}
