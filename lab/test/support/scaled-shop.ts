/** A small scaled shop for tests: three catalogues, seventeen times the customers. */
import { cpSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { scaleShop } from "../../../cli/testing/scaled-shop/scaled-shop.ts";

const copies = { catalogue: 3, customers: 17 };

/** Its data folder, a copy of its own. */
export function scaledShop(): string {
  const data = mkdtempSync(path.join(inject("shopFolders"), "scaled-"));
  cpSync(inject("seededData"), data, { recursive: true });
  scaleShop(data, copies);
  return data;
}
