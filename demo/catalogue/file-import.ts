/** Imports a file through the servers of products, as `npm run import` does. */
import { z } from "zod";
import type { Opened } from "../accounts/registration.ts";
import { mutation, saved, send } from "../mutations/purchase.ts";
import type { SeedShop } from "../shop.ts";

const uploadStart = mutation(
  "products",
  "uploadStart",
  "... on UploadStarted { uploadId uploadUrl }",
  z.object({ uploadId: z.string(), uploadUrl: z.string() }),
);
const importStart = saved("products", "importStart", "ImportSaved", "job");
const imported = z.object({ importJob: z.object({ state: z.literal("SUCCEEDED"), rowsRefused: z.int() }) });

type ImportedFile = { fileName: string; kind: "PRODUCTS" | "STOCK"; lines: readonly object[]; dryRun?: boolean };

/** Uploads the lines and imports them to the end. Throws unless exactly `refused` of them are refused. */
export async function importFile(
  shop: SeedShop,
  { viewer }: Opened,
  { fileName, lines, ...asked }: ImportedFile,
  refused = 0,
): Promise<void> {
  const payload = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const announced = { fileName, contentType: "application/jsonl", bytes: Buffer.byteLength(payload) };
  const { uploadId, uploadUrl } = await send(shop, viewer, uploadStart, announced);
  const { statusCode } = await shop.products.inner.inject({ method: "PUT", url: uploadUrl, payload });
  if (statusCode !== 204) throw new Error(`the upload of ${fileName} was refused: ${statusCode}`);
  const input = { ...asked, uploadId, format: "JSON_LINES", idempotencyKey: fileName };
  const { job } = await send(shop, viewer, importStart, input);
  await shop.products.runJobsOnce();
  const query = `query Seed($id: ID!) { importJob(id: $id) { state rowsRefused problems(first: 5) { nodes { line message } } } }`;
  const { data } = await shop.ask("products", { query, variables: job, viewer });
  if (imported.safeParse(data).data?.importJob.rowsRefused === refused) return;
  throw new Error(`the import of ${fileName} ended with ${JSON.stringify(data)}`);
}
