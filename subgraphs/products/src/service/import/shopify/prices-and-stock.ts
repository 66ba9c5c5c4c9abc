/** Price and stock of one row of Shopify's CSV. */

import { maxOnHand } from "../../../store/reservations/stock.ts";
import type { Content, Finding, ImportedPrice, Part, ReaderOptions } from "../file/entries.ts";
import { excerptOf, readAmount, readCount } from "../text/amounts.ts";
import { type Cells, type Column, type Header, nameOf } from "./columns.ts";

const columnOfPart: Partial<Record<Part, Column>> = {
  sku: "sku",
  price: "price",
  compareAt: "compareAt",
  stock: "quantity",
};

/** Reads the price or stock of a row; nothing from rows that only have pictures. */
export function readPricesAndStock(cells: Cells, header: Header, reading: ReaderOptions, notes: Finding[]): Content[] {
  const sku = cells.text("sku") ?? "";
  const wanted = reading.kind === "PRICES" ? "price" : "quantity";
  if (!cells.has(wanted)) return [];
  if (sku === "")
    cells.fault("sku", { code: "SKU_MISSING", message: "A price or a quantity needs the sku of its variant." });
  const values = {
    line: cells.line,
    sku,
    prices: reading.kind === "PRICES" ? [readPrice(cells, reading.currency)] : undefined,
    stock: reading.kind === "STOCK" ? readStock(cells, header, notes) : undefined,
    isForSale: false,
    exportedStock: cells.read("exported", (text, written) => readCount(text, maxOnHand, written)),
  };
  const columnOf = (part: Part) => nameOf(header, columnOfPart[part] ?? "sku");
  return [{ kind: "pricesAndStock", values, columnOf }];
}

/** Reads the units of the quantity column. A negative quantity, from overselling elsewhere, counts as zero. */
export function readStock(cells: Cells, header: Header, notes: Finding[]): number | undefined {
  const text = cells.text("quantity") ?? "";
  if (!/^-\d+(\.0+)?$/.test(text))
    return cells.read("quantity", (units, written) => readCount(units, maxOnHand, written));
  const message = `"${excerptOf(text)}" is taken as 0: stock is never below zero here.`;
  notes.push({ line: cells.line, column: nameOf(header, "quantity"), code: "NEGATIVE_STOCK", message });
  return 0;
}

/** An empty or zero price means not sold: the format cannot express a free product. */
export function readPrice(cells: Cells, currency: string): ImportedPrice {
  const minor = cells.read("price", (text, written) => readAmount(text, currency, written)) ?? 0;
  const compareAt = cells.read("compareAt", (text, written) => readAmount(text, currency, written)) ?? 0;
  const times = { startsAt: undefined, endsAt: undefined };
  if (minor === 0) return { currency, minor: null, compareAtMinor: null, ...times };
  if (cells.text("compareAt") === undefined) return { currency, minor, compareAtMinor: undefined, ...times };
  // Shopify writes the same price, or 0.00, where nothing is reduced.
  return { currency, minor, compareAtMinor: compareAt > minor ? compareAt : null, ...times };
}
