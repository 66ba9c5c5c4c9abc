/** Running imports: one at a time, a batch a transaction, and after a stop from where the last batch ended. */
import { GraphQLError } from "graphql";
import type { Deps } from "../../context.ts";
import type { ImportJobRow } from "../../store/import-tables.ts";
import { changeImportJob, findNextImportJob } from "../../store/imports.ts";
import { findUpload, shortenUpload } from "../../store/uploads.ts";
import { pathOf } from "../media/uploads.ts";
import { currentSettings, refreshSettings } from "../settings.ts";
import { bringBatch } from "./batch.ts";
import { type Entry, UnreadableFile } from "./entries.ts";
import { readEntries } from "./reading.ts";
import { recall } from "./recalling.ts";
import { nothingSeen } from "./seen.ts";

/** Few, so that whoever else writes to the store soon has a turn. */
const mostEntries = 25;
const mostRows = 250;

/** Runs what waits, the oldest first, until nothing does or `signal` aborts. */
export async function runImports(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const job = await deps.store.read(findNextImportJob);
    if (!job) return;
    await runImport(deps, job, signal);
  }
}

async function runImport(deps: Deps, job: ImportJobRow, signal: AbortSignal): Promise<void> {
  try {
    await refreshSettings(deps);
    const { currencies } = await currentSettings(deps);
    refuseGivenUpCurrency(currencies, job);
    const upload = await deps.store.read((db) => findUpload(db, job.uploadId));
    const file = upload && (await pathOf(deps, upload));
    if (file === undefined) throw new UnreadableFile("The file is not here any more. Send it again.");
    const begun = await begin(deps, job, file, currencies, signal);
    if (begun) await readOn(deps, begun, file, currencies, signal);
  } catch (error) {
    // The store will be in order again: the same batch is tried in the next turn.
    if (error instanceof GraphQLError && error.extensions.code === "STORE_UNAVAILABLE") throw error;
    const isTheirs = error instanceof UnreadableFile;
    if (!isTheirs) deps.log.error({ err: error, job: job.id }, "an import failed");
    const failure = isTheirs ? error.message : "Something broke on our side. What was read before stays.";
    await end(deps, job, { state: "FAILED", failure });
  }
}

/** The shop may have stopped selling in a currency since the import was asked for. Our own format names the currency of each price itself. */
function refuseGivenUpCurrency(currencies: readonly string[], { kind, format, currency }: ImportJobRow): void {
  if (format !== "SHOPIFY_CSV" || kind === "STOCK" || currencies.includes(currency)) return;
  throw new UnreadableFile(`The shop sells in ${currencies.join(", ")}, and in ${currency} no more.`);
}

/** Counts the rows and marks the import as running; one that ran before goes on. Undefined: it was cancelled, or has to stop. */
async function begin(
  deps: Deps,
  job: ImportJobRow,
  file: string,
  currencies: readonly string[],
  signal: AbortSignal,
): Promise<ImportJobRow | undefined> {
  if (job.state === "RUNNING") return job;
  let rowsTotal = 0;
  for await (const { rows } of readEntries(file, job, currencies)) {
    rowsTotal += rows;
    if (signal.aborted) return undefined;
  }
  if (rowsTotal === 0) throw new UnreadableFile("There is nothing to import in the file.");
  const startedAt = deps.world.now();
  return deps.store.write("begin-import", (tx) =>
    changeImportJob(tx, job.id, ["QUEUED"], { state: "RUNNING", startedAt, rowsTotal }),
  );
}

/** Brings the rest of the file in. Returns early if the import was cancelled, has to stop, or must read on with other currencies. */
async function readOn(
  deps: Deps,
  job: ImportJobRow,
  file: string,
  currencies: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const seen = nothingSeen();
  const passed: Entry[] = [];
  let read = 0;
  let batch: Entry[] = [];
  let rows = 0;
  const bring = async () => {
    if (passed.length > 0) await recall(deps, seen, passed.splice(0));
    const after = await bringBatch({ deps, job, currencies, seen, now: deps.world.now(), found: new Map() }, batch);
    batch = [];
    rows = 0;
    return after !== undefined && !signal.aborted;
  };
  for await (const entry of readEntries(file, job, currencies)) {
    read += 1;
    if (read <= job.position) {
      passed.push(entry);
      if (passed.length >= mostEntries) await recall(deps, seen, passed.splice(0));
      continue;
    }
    batch.push(entry);
    rows += entry.rows;
    if ((batch.length >= mostEntries || rows >= mostRows) && !(await bring())) return;
  }
  if (batch.length > 0 && !(await bring())) return;
  await end(deps, job, { state: "SUCCEEDED" });
}

/** A file that was imported is soon of no use; one that was only checked is going to be imported. */
const keptAfterwards = 60 * 60 * 1_000;

async function end(
  { store, world }: Deps,
  { id, uploadId, dryRun }: ImportJobRow,
  how: Pick<ImportJobRow, "state"> & Partial<ImportJobRow>,
): Promise<void> {
  const finishedAt = world.now();
  await store.write("end-import", async (tx) => {
    await changeImportJob(tx, id, ["QUEUED", "RUNNING"], { ...how, finishedAt });
    if (!dryRun) await shortenUpload(tx, uploadId, finishedAt + keptAfterwards);
  });
}
