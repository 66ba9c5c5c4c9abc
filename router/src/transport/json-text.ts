/** JSON text around its parsing: how deep it nests, and its numbers that JavaScript would round, which are kept by their digits. */
import { ExactNumber, isExact, roundedLength } from "../execution/data/exact-numbers.ts";

/** The findings of one pass over a JSON text. */
type Survey = {
  isTooDeep: boolean;
  /** Whether a number of it would be rounded. */
  isRounded: boolean;
};

/** Surveys a JSON text. One pass over the characters, without parsing them; strings are skipped. */
export function surveyJson(text: string, levels: number): Survey {
  let depth = 0;
  let isRounded = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > levels) return { isTooDeep: true, isRounded };
    } else if (code === closeBrace || code === closeBracket) depth -= 1;
    else if (code <= nine && code >= zero) {
      const from = at;
      let next = text.charCodeAt(at + 1);
      while ((next <= nine && next >= zero) || next === point) {
        at += 1;
        next = text.charCodeAt(at + 1);
      }
      if (at - from < roundedLength - 1 && next !== smallE && next !== largeE) continue;
      const end = endOfExponent(text, at + 1);
      isRounded ||= !isExact(text.slice(from, end));
      at = end - 1;
    }
  }
  return { isTooDeep: false, isRounded };
}

/** A text without the byte order mark that some programs write before it. */
export function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Parses JSON text whose numbers would be rounded; these are exact numbers. Throws if it is none. */
export function parseExactly(text: string): unknown {
  return JSON.parse(withoutMark(text), (_name, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && !isExact(source) ? new ExactNumber(source) : value;
  });
}

/** The digits of the first exact number in a value; undefined if there is none. */
export function findExact(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.digits;
  if (typeof value !== "object" || value === null) return undefined;
  for (const each of Object.values(value)) {
    const found = findExact(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine, point, plus, minus, smallE, largeE] = [0x30, 0x39, 0x2e, 0x2b, 0x2d, 0x65, 0x45];

/** The place of the quote that ends the string that begins at `from`; the end of the text if there is none. */
function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}

/** The place after the exponent that begins here; the same place if none does. */
function endOfExponent(text: string, from: number): number {
  const code = text.charCodeAt(from);
  if (code !== smallE && code !== largeE) return from;
  let at = from + 1;
  const sign = text.charCodeAt(at);
  if (sign === plus || sign === minus) at += 1;
  for (let digit = text.charCodeAt(at); digit <= nine && digit >= zero; digit = text.charCodeAt(at)) at += 1;
  return at;
}
