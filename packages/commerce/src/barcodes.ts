/** Barcodes of goods: numbers of GS1 with 8, 12, 13 or 14 digits, and ISBN of ten, each with its check digit. */

/** The number of a barcode however it is typed, without zeros that only fill it up; undefined if it is none. An ISBN of ten becomes one of 13. */
export function readBarcode(text: string): string | undefined {
  const plain = text
    .normalize("NFKC")
    .replace(/[\s\u2010-\u2015'-]/g, "")
    .toUpperCase();
  if (/^\d{9}[\dX]$/.test(plain)) return isIsbn(plain) ? withCheckDigit(`978${plain.slice(0, 9)}`) : undefined;
  const isNumber = /^(?:\d{8}|\d{12,14})$/.test(plain) && withCheckDigit(plain.slice(0, -1)) === plain;
  return isNumber ? plain.replace(/^0(?=\d{13}$)/, "").replace(/^0(?=\d{12}$)/, "") : undefined;
}

/** The spellings of a stored barcode: one of twelve digits is also printed with a zero in front. */
export function spellingsOfBarcode(barcode: string): string[] {
  return barcode.length === 12 ? [barcode, `0${barcode}`] : [barcode];
}

/** From the right, digits count three times and once in turn; the check digit makes the sum a multiple of ten. */
function withCheckDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Ten to one times the digits, where X is ten, make a multiple of eleven. */
function isIsbn(text: string): boolean {
  const sum = [...text].reduce((total, digit, place) => total + (digit === "X" ? 10 : Number(digit)) * (10 - place), 0);
  return sum % 11 === 0;
}
