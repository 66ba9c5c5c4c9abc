/** Barcodes in a file. One that is none is left out with a note: the product is imported without it. */
import { readBarcode } from "@hansa/commerce/barcodes";
import { barcodeMessage } from "../../catalogue/skus.ts";
import type { Finding } from "../file/entries.ts";
import { excerptOf } from "./amounts.ts";

/** The barcode as it is stored, null for an empty one; undefined if there is no text, and, with a note, if it is no barcode. */
export function takeBarcode(
  text: string | null | undefined,
  place: Pick<Finding, "line" | "column">,
  notes: Finding[],
): string | null | undefined {
  if (!text) return text === undefined ? undefined : null;
  const barcode = readBarcode(text);
  if (barcode !== undefined) return barcode;
  const message = `"${excerptOf(text)}" is not taken. ${barcodeMessage}`;
  notes.push({ ...place, code: "BARCODE_INVALID", message });
  return undefined;
}
