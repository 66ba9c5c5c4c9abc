/** What one row of Shopify's CSV says of its variant: its price in one currency, and its stock. */

import { mostOnHand } from "../../store/stock.ts";
import { readAmount, readCount, shown } from "./amounts.ts";
import type { Content, ImportedPrice, Part, Reading, Remark } from "./entries.ts";
import { type Cells, type Column, type Header, nameOf } from "./shopify-columns.ts";

const columnOfPart: Partial<Record<Part, Column>> = {
  sku: "sku",
  price: "price",
  stock: "quantity",
};

/** The figures of a row that an import of prices or of stock reads; nothing for rows that only bring pictures. */
export function readFigures(cells: Cells, header: Header, reading: Reading, notes: Remark[]): Content[] {
  const sku = cells.text("sku") ?? "";
  const wanted = reading.kind === "PRICES" ? "price" : "quantity";
  if (!cells.has(wanted)) return [];
  if (sku === "")
    cells.fault("sku", { code: "SKU_MISSING", message: "A price or a quantity needs the sku of its variant." });
  const figures = {
    line: cells.line,
    sku,
    prices: reading.kind === "PRICES" ? [readPrice(cells, reading.currency)] : undefined,
    stock: reading.kind === "STOCK" ? readStock(cells, header, notes) : undefined,
    exportedStock: cells.read("exported", (text) => readCount(text, mostOnHand)),
  };
  const columnOf = (part: Part) => nameOf(header, columnOfPart[part] ?? "sku");
  return [{ kind: "figures", figures, columnOf }];
}

/** Units that can be sold. Fewer than none were sold in advance elsewhere: none is left to sell. */
export function readStock(cells: Cells, header: Header, notes: Remark[]): number | undefined {
  const text = cells.text("quantity") ?? "";
  if (!/^-\d+(\.0+)?$/.test(text)) return cells.read("quantity", (written) => readCount(written, mostOnHand));
  const message = `"${shown(text)}" is taken as 0: stock is never below zero here.`;
  notes.push({ line: cells.line, column: nameOf(header, "quantity"), code: "NEGATIVE_STOCK", message });
  return 0;
}

/** An empty price, or zero, is none: the file cannot say that something is free. */
export function readPrice(cells: Cells, currency: string): ImportedPrice {
  const minor = cells.read("price", (text) => readAmount(text, currency)) ?? 0;
  const compareAt = cells.read("compareAt", (text) => readAmount(text, currency)) ?? 0;
  if (minor === 0) return { currency, minor: null, compareAtMinor: null };
  if (cells.text("compareAt") === undefined) return { currency, minor, compareAtMinor: undefined };
  // Shopify writes the same price, or 0.00, where nothing is reduced.
  return { currency, minor, compareAtMinor: compareAt > minor ? compareAt : null };
}
