/** SKUs and barcodes: what is refused of them, such as numbers that a spreadsheet has rounded. */

/** Excel and LibreOffice write long numbers so, with the decimal sign of the country. The other digits are lost. */
const roundedNumber = /^\d+(?:[.,]\d+)?E\+\d+$/i;

export const roundedSkuMessage =
  "This SKU is a number that a spreadsheet has rounded. Format its column as text and enter all digits.";

export const barcodeMessage =
  "A barcode is a GTIN of 8, 12, 13 or 14 digits or an ISBN, with its check digit; a spreadsheet rounds it unless its column is text.";

/** Returns true for texts such as "4.00638E+12". */
export function isRoundedSku(sku: string): boolean {
  return roundedNumber.test(sku);
}
