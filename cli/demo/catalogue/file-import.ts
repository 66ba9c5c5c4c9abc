/** Imports a file through the servers of products, as `npm run hansa -- import` does. */
import {
  ImportDocument,
  ImportProblemsDocument,
  ImportStartDocument,
  UploadStartDocument,
} from "@hansa/client/documents/imports";
import { executeInProcess, performInProcess } from "../../host/in-process-client.ts";
import type { Opened } from "../accounts/registration.ts";
import type { SeedShop } from "../shop.ts";

type ImportedFile = { fileName: string; kind: "PRODUCTS" | "STOCK"; lines: readonly object[]; dryRun?: boolean };

/** Uploads the lines and imports them to the end. Throws unless exactly `refused` of them are refused. */
export async function importFile(
  shop: SeedShop,
  { viewer }: Opened,
  { fileName, lines, ...options }: ImportedFile,
  refused = 0,
): Promise<void> {
  const payload = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const announced = { fileName, contentType: "application/jsonl", bytes: Buffer.byteLength(payload) };
  const { uploadId, uploadUrl } = await performInProcess(shop, viewer, UploadStartDocument, announced);
  const { statusCode } = await shop.products.internal.inject({ method: "PUT", url: uploadUrl, payload });
  if (statusCode !== 204) throw new Error(`the upload of ${fileName} was refused: ${statusCode}`);
  const input = { ...options, uploadId, format: "JSON_LINES" as const, idempotencyKey: fileName };
  const { job } = await performInProcess(shop, viewer, ImportStartDocument, input);
  await shop.products.runJobsOnce();
  const { importJob } = await executeInProcess(shop, viewer, ImportDocument, { id: job.id });
  if (importJob?.state === "SUCCEEDED" && importJob.rowsRefused === refused) return;
  const after = { id: job.id, after: null, refused: true };
  const rejected = await executeInProcess(shop, viewer, ImportProblemsDocument, after);
  throw new Error(`the import of ${fileName} ended with ${JSON.stringify({ importJob, rejected })}`);
}
