/** The stock list that the catalogue manager checked before the opening: a dry-run import with one faulty line. */
import type { Opened } from "../accounts/registration.ts";
import type { SeedShop } from "../shop.ts";
import { importFile } from "./file-import.ts";

/** As the warehouse sent it: the last sku is misspelt, and nothing of the list is in the shop because of it. */
const lines = [
  { sku: "SEI-DOC-PUM", stock: 40 },
  { sku: "SEI-PUM-LAV-B", stock: 25 },
  { sku: "SEI-BALL-30", stock: 12 },
];

/** Uploads the list and has it checked, to the end. */
export function checkStockList(shop: SeedShop, manager: Opened): Promise<void> {
  return importFile(shop, manager, { fileName: "stock-before-opening.jsonl", kind: "STOCK", lines, dryRun: true }, 1);
}
