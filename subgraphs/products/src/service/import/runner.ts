/** Import runner: one import at a time, one batch per transaction, resumed at the stored position. */
import { codeOf } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import { changeImportJob, findNextImportJob } from "../../store/import/jobs.ts";
import type { ImportJobRow } from "../../store/import/tables.ts";
import { findUpload, shortenUpload } from "../../store/media/uploads.ts";
import { type Day, findDays } from "../catalogue/price-periods.ts";
import { findUploadPath } from "../media/uploads.ts";
import { learnUnsentUnits } from "../reservations/unsent-units.ts";
import { currentSettings, refreshSettings } from "../settings.ts";
import { importBatch } from "./batch/batch.ts";
import { createFileKeys } from "./file/duplicates.ts";
import type { Entry, ImportCalendar } from "./file/entries.ts";
import { restoreFileKeys } from "./file/resumption.ts";
import { type EntryReader, openEntries } from "./reader.ts";
import { UnreadableFile } from "./text/unreadable-file.ts";

/** Limits of a batch, so that other writes do not wait long. */
const maxEntries = 25;
const maxRows = 250;

/** Runs waiting imports, oldest first, until none is left or `signal` aborts. */
export async function runImports(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const job = await deps.store.read(findNextImportJob);
    if (!job) return;
    await learnUnsentUnits(deps);
    await runImport(deps, job, signal);
  }
}

async function runImport(deps: Deps, job: ImportJobRow, signal: AbortSignal): Promise<void> {
  try {
    await refreshSettings(deps);
    const { currencies } = await currentSettings(deps);
    rejectRemovedCurrency(currencies, job);
    const upload = await deps.store.read((db) => findUpload(db, job.uploadId));
    const file = upload && (await findUploadPath(deps, upload));
    if (file === undefined) throw new UnreadableFile("The file is not here any more. Send it again.");
    const yieldToEventLoop = () => deps.runtime.yieldToEventLoop();
    const source = {
      readEntries: await openEntries(file, job, { currencies, calendar: createCalendar(deps), yieldToEventLoop }),
      currencies,
    };
    const started = await startJob(deps, job, source, signal);
    if (started) await importRemainingEntries(deps, started, source, signal);
  } catch (error) {
    // The store or orders is temporarily unavailable: the next run of the job repeats the batch.
    if (codeOf(error) === "STORE_UNAVAILABLE" || codeOf(error) === "SUBGRAPH_UNAVAILABLE") throw error;
    const isTheirs = error instanceof UnreadableFile;
    if (!isTheirs) deps.log.error({ err: error, job: job.id }, "import: job failed");
    const failure = isTheirs ? error.message : "Something broke on our side. Rows that were read before are kept.";
    await finishJob(deps, job, { state: "FAILED", failure });
  }
}

/** Asks orders for each day once. */
function createCalendar(deps: Deps): ImportCalendar {
  const known = new Map<string, Day>();
  const isUnknown = (text: string | null | undefined) => typeof text === "string" && !known.has(text);
  return {
    learn: async (prices) => {
      const unknown = prices.filter(({ startsOn, endsOn }) => isUnknown(startsOn) || isUnknown(endsOn));
      if (unknown.length === 0) return;
      for (const [text, day] of await findDays(deps, unknown)) known.set(text, day);
    },
    dayOf: (text) => known.get(text) ?? null,
  };
}

/** The shop may have removed the currency since the start. Lines in JSON name the currency of each price. */
function rejectRemovedCurrency(currencies: readonly string[], { kind, format, currency }: ImportJobRow): void {
  if (format !== "SHOPIFY_CSV" || kind === "STOCK" || currencies.includes(currency)) return;
  throw new UnreadableFile(`The shop sells in ${currencies.join(", ")}, and in ${currency} no more.`);
}

/** The reader of the file, and the currencies that its entries are read with. */
type ImportSource = { readEntries: EntryReader; currencies: readonly string[] };

/** Counts the rows and marks the job as running; a running job is resumed. Undefined: it was cancelled or must stop. */
async function startJob(
  deps: Deps,
  job: ImportJobRow,
  { readEntries }: ImportSource,
  signal: AbortSignal,
): Promise<ImportJobRow | undefined> {
  if (job.state === "RUNNING") return job;
  let rowsTotal = 0;
  for await (const { rows } of readEntries()) {
    rowsTotal += rows;
    if (signal.aborted) return undefined;
  }
  if (rowsTotal === 0) throw new UnreadableFile("There is nothing to import in the file.");
  const startedAt = deps.runtime.now();
  return deps.store.write("begin-import", (tx) =>
    changeImportJob(tx, job.id, ["QUEUED"], { state: "RUNNING", startedAt, rowsTotal }),
  );
}

/** Imports the rest of the file. Returns early if the job was cancelled, must stop, or the currencies changed. */
async function importRemainingEntries(
  deps: Deps,
  job: ImportJobRow,
  { readEntries, currencies }: ImportSource,
  signal: AbortSignal,
): Promise<void> {
  const seen = createFileKeys();
  const passed: Entry[] = [];
  let read = 0;
  let batch: Entry[] = [];
  let rows = 0;
  const bring = async () => {
    if (passed.length > 0) await restoreFileKeys(deps, seen, passed.splice(0));
    const after = await importBatch({ deps, job, currencies, seen, now: deps.runtime.now() }, batch);
    batch = [];
    rows = 0;
    return after !== undefined && !signal.aborted;
  };
  for await (const entry of readEntries()) {
    read += 1;
    if (read <= job.position) {
      passed.push(entry);
      if (passed.length >= maxEntries) await restoreFileKeys(deps, seen, passed.splice(0));
      continue;
    }
    batch.push(entry);
    rows += entry.rows;
    if ((batch.length >= maxEntries || rows >= maxRows) && !(await bring())) return;
  }
  if (batch.length > 0 && !(await bring())) return;
  await finishJob(deps, job, { state: "SUCCEEDED" });
}

/** Retention of an imported file. A file of a dry run is kept longer: it will be imported. */
const retentionAfterImportMs = 60 * 60 * 1_000;

async function finishJob(
  { store, runtime }: Deps,
  { id, uploadId, dryRun }: ImportJobRow,
  how: Pick<ImportJobRow, "state"> & Partial<ImportJobRow>,
): Promise<void> {
  const finishedAt = runtime.now();
  await store.write("end-import", async (tx) => {
    await changeImportJob(tx, id, ["QUEUED", "RUNNING"], { ...how, finishedAt });
    if (!dryRun) await shortenUpload(tx, uploadId, finishedAt + retentionAfterImportMs);
  });
}
