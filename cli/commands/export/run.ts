/** The steps of an export: writes a temporary file and renames it when it is complete. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ExportedShopDocument } from "@hansa/client/documents/imports";
import { executeUntilAnswered } from "@hansa/client/retries";
import type { Staff } from "../import/staff.ts";
import { writeCollection, writeFacet, writeProduct as writeLine } from "./json-lines.ts";
import { readCollections, readFacets } from "./navigation.ts";
import { readProducts } from "./products.ts";
import { type Sheet, type SheetOptions, sheetOf } from "./sheet.ts";
import { writeHead, writeProduct as writeRows } from "./shopify-csv.ts";

/** `currency`: of a CSV; undefined: the shop's first. */
export type ExportOptions = SheetOptions & {
  file: string;
  format: "SHOPIFY_CSV" | "JSON_LINES";
  currency: string | undefined;
};

/** Active products first, in the shop's order, then drafts, then archived ones. */
const states = ["ACTIVE", "DRAFT", "ARCHIVED"];

/** Writes all products into the file; gives how many there were. */
export async function runExport(staff: Staff, options: ExportOptions): Promise<number> {
  const { currencies, country } = await findShopFacts(staff);
  const [usual] = currencies;
  const currency = options.currency ?? usual;
  if (currency === undefined || !currencies.includes(currency))
    throw new Error(`the shop sells in ${currencies.join(", ")}, not in ${currency}.`);
  const unfinished = `${options.file}.part`;
  let count = 0;
  const counting = (text: string) => {
    count += 1;
    return text;
  };
  try {
    const content =
      options.format === "JSON_LINES"
        ? writeJson(staff, currencies, counting)
        : writeCsv(staff, { currency, sheet: sheetOf(options, country) }, counting);
    await pipeline(Readable.from(content), createWriteStream(unfinished));
    await rename(unfinished, options.file);
    return count;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The shop's country and its currencies. A price in another currency could not be imported. */
async function findShopFacts({ graph, token }: Staff): Promise<{ currencies: string[]; country: string }> {
  const { shop } = await executeUntilAnswered(graph, ExportedShopDocument, {}, { token: await token() });
  if (!shop) throw new Error("the shop's currencies were not answered");
  return shop;
}

async function* writeJson(
  staff: Staff,
  currencies: readonly string[],
  counting: (text: string) => string,
): AsyncGenerator<string> {
  for await (const shelf of readCollections(staff)) yield writeCollection(shelf, staff.origin);
  for (const facet of await readFacets(staff)) yield writeFacet(facet);
  for (const state of states) {
    for await (const product of readProducts(staff, state, currencies))
      yield counting(writeLine(product, staff.origin));
  }
}

async function* writeCsv(
  staff: Staff,
  { currency, sheet }: { currency: string; sheet: Sheet },
  counting: (text: string) => string,
): AsyncGenerator<string> {
  yield writeHead(sheet);
  for (const state of states) {
    for await (const product of readProducts(staff, state, [currency]))
      yield counting(writeRows(product, currency, staff.origin, sheet));
  }
}
