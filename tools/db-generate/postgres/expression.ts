/** Conditions and statements of SQLite in PostgreSQL's words. Anything that may mean something else there is refused. */
import { isToken, type Token } from "./tokens.ts";

/** Names that a text may use: columns, and which of them are true or false. */
export type Names = { columns: ReadonlySet<string>; booleans: ReadonlySet<string> };

/** A part of a SQLite schema that has no form in PostgreSQL by rule; says what it is. */
export class Untranslatable extends Error {}

/** Functions that give the same on both engines, those of the prelude among them. */
const functions = new Set([
  ...["ABS", "COALESCE", "COUNT", "LENGTH", "MAX", "MIN", "NULLIF", "REPLACE", "SUBSTR", "SUM", "TRIM"],
  ...["IIF", "JSON_ARRAY_LENGTH", "LIKELY"],
]);
/** Words in front of a parenthesis that are no function. */
const keywords = new Set([
  ...["ALL", "AND", "AS", "BETWEEN", "BY", "CASE", "ELSE", "EXISTS", "FILTER", "FROM", "HAVING", "IN", "INTO", "NOT"],
  ...["ON", "OR", "SELECT", "SET", "THEN", "UNION", "VALUES", "WHEN", "WHERE"],
]);
const refusedWords = new Set([
  ...["COLLATE", "GLOB", "ISNULL", "LIKE", "MATCH", "NOTNULL", "OID", "RAISE", "REGEXP", "ROWID", "_ROWID_"],
]);
const refusedSigns = new Set(["->", "->>", "~", "&", "|", "<<", ">>", "?", "@", "$", ":", "#"]);
const comparisons = ["=", "==", "<>", "!="];

/** The text of these tokens for PostgreSQL. Throws `Untranslatable`. */
export function translate(tokens: readonly Token[], names: Names): string {
  let written = "";
  tokens.forEach((token, at) => {
    // `IS NOT` becomes one operator, which stands in the place of IS.
    if (isToken(token, "NOT") && comparesValues(tokens, at - 1)) return;
    written += `${token.space}${wordFor(tokens, at, names)}`;
  });
  return written.trim();
}

/** A name in PostgreSQL's quotes. Longer ones would be cut off there without a word. */
export function quoted(name: string): string {
  if (Buffer.byteLength(name) > 63) throw new Untranslatable(`${name} is longer than 63 bytes`);
  return `"${name}"`;
}

function wordFor(tokens: readonly Token[], at: number, names: Names): string {
  const token = tokens[at];
  if (token === undefined) return "";
  if (token.kind === "name") return quoted(token.text);
  if (token.kind === "number") return asTruth(tokens, at, names) ?? plainNumber(token.text);
  if (token.kind === "sign") return sign(token.text);
  if (token.kind === "word") return word(tokens, at, names);
  return token.text;
}

function word(tokens: readonly Token[], at: number, names: Names): string {
  const text = tokens[at]?.text ?? "";
  const upper = text.toUpperCase();
  if (isToken(tokens[at + 1], "(") && !keywords.has(upper)) {
    if (!functions.has(upper)) throw new Untranslatable(`${text}() is not known to give the same on PostgreSQL`);
    return text;
  }
  if (names.columns.has(text)) return quoted(text);
  if (refusedWords.has(upper)) throw new Untranslatable(`${upper} is SQLite's`);
  if (comparesValues(tokens, at)) return isToken(tokens[at + 1], "NOT") ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM";
  return text;
}

/** Whether this is the IS of a comparison with a value, which PostgreSQL knows for NULL, TRUE and FALSE only. */
function comparesValues(tokens: readonly Token[], at: number): boolean {
  if (!isToken(tokens[at], "IS")) return false;
  const other = tokens[isToken(tokens[at + 1], "NOT") ? at + 2 : at + 1];
  return !["NULL", "TRUE", "FALSE", "DISTINCT"].some((constant) => isToken(other, constant));
}

function sign(text: string): string {
  if (refusedSigns.has(text)) throw new Untranslatable(`the operator ${text} is SQLite's`);
  return text === "==" ? "=" : text;
}

function plainNumber(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Untranslatable(`the number ${text} is written as SQLite has it`);
  return text;
}

/** SQLite writes 1 and 0 where a column of truth values is compared, also in `CASE column WHEN 1`. */
function asTruth(tokens: readonly Token[], at: number, { booleans }: Names): string | undefined {
  const [number, operator, column] = [tokens[at], tokens[at - 1], tokens[at - 2]];
  const isCompared = comparisons.some((text) => isToken(operator, text)) || isToken(operator, "IS");
  const isCase = isToken(operator, "WHEN") && isToken(tokens[at - 3], "CASE");
  if (!(isCompared || isCase) || column === undefined || !booleans.has(column.text)) return undefined;
  return truth(number?.text ?? "");
}

/** TRUE or FALSE for SQLite's 1 and 0. */
export function truth(text: string): string {
  if (/^(1|true)$/i.test(text)) return "TRUE";
  if (/^(0|false)$/i.test(text)) return "FALSE";
  throw new Untranslatable(`${text} is no truth value`);
}
