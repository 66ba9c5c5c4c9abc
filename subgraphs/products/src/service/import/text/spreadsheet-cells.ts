/** Texts in the cells of a spreadsheet: an apostrophe protects those that it would calculate or round. */

/** The beginning of a formula. */
const formula = /^[=+\-@\t\r\n]/;
/** A number, a date or a time of digits. */
const number = /^(?=.*\d)[\d.,][\d.,:/\s-]*(?:e[+-]?\d+)?%?$/i;
/** Numbers that a spreadsheet shows as they are. */
const plainNumber = /^(?:0|[1-9]\d{0,10})$/;

/**
 * Puts an apostrophe before a text that a spreadsheet would run as a formula and, `withNumbers`, before one that it would write in another way.
 * A text that begins with such an apostrophe gets one more, so that `restoreText` gives every text back.
 */
export function protectText(text: string, withNumbers: "all" | "changed" | "none"): string {
  const content = withoutApostrophes(text);
  const isNumber = number.test(content);
  const isChanged = withNumbers === "all" || (withNumbers === "changed" && !plainNumber.test(text));
  const isProtected = formula.test(content) || (isNumber && (isChanged || text.startsWith("'")));
  return isProtected ? `'${text}` : text;
}

/** Returns the text of a cell without the apostrophe that protects it. */
export function restoreText(cell: string): string {
  const content = withoutApostrophes(cell);
  return content !== cell && (formula.test(content) || number.test(content)) ? cell.slice(1) : cell;
}

function withoutApostrophes(text: string): string {
  return text.replace(/^'+/, "");
}
