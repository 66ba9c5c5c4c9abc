/** Texts in the cells of a spreadsheet: an apostrophe protects those that it would calculate, round or make dates of. */
import { readBoolean } from "./amounts.ts";

/** The beginning of a formula. */
const formula = /^[=+\-@\t\r\n]/;
/** A number, a date or a time of digits. */
const number = /^(?=.*\d)[\d.,][\d.,:/\s-]*(?:e[+-]?\d+)?%?$/i;
/** Numbers that a spreadsheet shows as they are. */
const plainNumber = /^(?:0|[1-9]\d{0,10})$/;

/** Digits with one word, such as `MAR1` and `dec-24`. */
const oneWord = /^(?=.*\d)[\d.,:/\s-]*(\p{L}+)[\d.,:/\s-]*$/u;
/** The words that make a date or a time of digits: months in the larger languages of Europe, of calendars and of Excel. */
const dateWords: ReadonlySet<string> = new Set([...namesOfMonths(), "mrz", "am", "pm"]);

function namesOfMonths(): string[] {
  const languages = ["en-US", "en-GB", "de", "de-AT", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs"];
  const formats = languages.flatMap((language) =>
    (["short", "long"] as const).map((month) => new Intl.DateTimeFormat(language, { month, timeZone: "UTC" })),
  );
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15));
  return formats.flatMap((format) => months.map((time) => format.format(time).toLowerCase().replace(/\.$/, "")));
}

/**
 * Puts an apostrophe before a text that a spreadsheet would run as a formula and, `withNumbers`, before one that it would write in another way.
 * A text that begins with such an apostrophe gets one more, so that `restoreText` gives every text back.
 */
export function protectText(text: string, withNumbers: "all" | "changed" | "none"): string {
  const content = withoutApostrophes(text);
  const isChanged = withNumbers === "all" || (withNumbers === "changed" && !plainNumber.test(text));
  const isProtected = formula.test(content) || (isValue(content) && (isChanged || text.startsWith("'")));
  return isProtected ? `'${text}` : text;
}

/** Returns the text of a cell without the apostrophe that protects it. */
export function restoreText(cell: string): string {
  const content = withoutApostrophes(cell);
  return content !== cell && (formula.test(content) || isValue(content)) ? cell.slice(1) : cell;
}

function withoutApostrophes(text: string): string {
  return text.replace(/^'+/, "");
}

/** Whether a spreadsheet takes it as a number, a date, a time, true or false. */
function isValue(text: string): boolean {
  if (number.test(text) || "value" in readBoolean(text)) return true;
  const word = oneWord.exec(text)?.[1];
  return word !== undefined && dateWords.has(word.toLowerCase());
}
