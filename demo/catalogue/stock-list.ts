/** The stock list that the catalogue manager checked before the opening: a dry-run import with one faulty line. */
import { z } from "zod";
import type { Opened } from "../accounts/registration.ts";
import { mutation, send } from "../mutations/purchase.ts";
import type { SeedShop } from "../shop.ts";

/** As the warehouse sent it: the last sku is misspelt, and nothing of the list is in the shop because of it. */
const list = [
  { sku: "SEI-DOC-PUM", stock: 40 },
  { sku: "SEI-PUM-LAV-B", stock: 25 },
  { sku: "SEI-BALL-30", stock: 12 },
];

const uploadStart = mutation(
  "products",
  "uploadStart",
  "... on UploadStarted { uploadId uploadUrl }",
  z.object({ uploadId: z.string(), uploadUrl: z.string() }),
);
const importStart = mutation(
  "products",
  "importStart",
  "... on ImportSaved { job { id } }",
  z.object({ job: z.object({ id: z.string() }) }),
);

/** Uploads the list and has it checked, to the end. */
export async function checkStockList(shop: SeedShop, { viewer }: Opened): Promise<void> {
  const payload = list.map((line) => `${JSON.stringify(line)}\n`).join("");
  const announced = {
    fileName: "stock-before-opening.jsonl",
    contentType: "application/jsonl",
    bytes: Buffer.byteLength(payload),
  };
  const { uploadId, uploadUrl } = await send(shop, viewer, uploadStart, announced);
  const { statusCode } = await shop.products.inner.inject({ method: "PUT", url: uploadUrl, payload });
  if (statusCode !== 204) throw new Error(`the stock list was not taken: ${statusCode}`);
  const asked = { uploadId, kind: "STOCK", format: "JSON_LINES", dryRun: true, idempotencyKey: "stock-before-opening" };
  await send(shop, viewer, importStart, asked);
  await shop.products.runJobsOnce();
}
