/** Amounts that a person types, with comma or point as the language has it. */
import type { Amount } from "@hansa/front/format";

/** The amount as the graph takes it, and as text to show it. */
export type TypedAmount = Amount & { minor: number };

/** Spaces, also narrow ones, and apostrophes stand between thousands. */
const fillers = /[\s'’]/g;

/** Reads an amount in the currency of another one, whose digits it has; undefined if the text is none. */
export function readAmount(typed: string, { decimal, currency }: Amount, language: string): TypedAmount | undefined {
  const most = decimal.split(".")[1]?.length ?? 0;
  const text = typed.replace(fillers, "");
  const [point = "."] = partsOf(language, "decimal");
  const group = point === "." ? "," : ".";
  const read = numberIn(text, { point, group, most }) ?? numberOtherwise(text, { point: group, most });
  if (read === undefined) return undefined;
  const minor = Number(read.whole + read.fraction.padEnd(most, "0"));
  if (!Number.isSafeInteger(minor)) return undefined;
  return { minor, decimal: most === 0 ? read.whole : `${read.whole}.${read.fraction.padEnd(most, "0")}`, currency };
}

type Signs = { point: string; group: string; most: number };
type Digits = { whole: string; fraction: string };

/** A number as the language writes it, with or without signs between thousands. */
function numberIn(text: string, { point, group, most }: Signs): Digits | undefined {
  const [whole = "", fraction = "", ...more] = text.split(point);
  const isGrouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(whole);
  const isWhole = isGrouped || /^\d{1,12}$/.test(whole);
  if (!isWhole || more.length > 0 || !isFraction(text.includes(point), fraction, most)) return undefined;
  return { whole: whole.replaceAll(group, ""), fraction };
}

/** The sign of the other language, where it cannot stand between thousands. */
function numberOtherwise(text: string, { point, most }: Omit<Signs, "group">): Digits | undefined {
  const [whole = "", fraction, ...more] = text.split(point);
  if (fraction === undefined || more.length > 0 || fraction.length === 3) return undefined;
  return /^\d{1,12}$/.test(whole) && isFraction(true, fraction, most) ? { whole, fraction } : undefined;
}

function isFraction(isThere: boolean, fraction: string, most: number): boolean {
  return isThere ? /^\d+$/.test(fraction) && fraction.length <= most : fraction === "";
}

function partsOf(language: string, type: Intl.NumberFormatPartTypes): string[] {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5);
  return parts.filter((part) => part.type === type).map(({ value }) => value);
}
