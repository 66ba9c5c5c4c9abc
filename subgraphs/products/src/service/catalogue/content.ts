/** The content of a variant's unit, and the price by its unit of reference. */
import { nearest } from "@hansa/commerce/money";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { ContentUnit, VariantContent } from "../../generated/resolvers.ts";
import type { VariantRow } from "../../store/catalogue/tables.ts";

const maxContentAmount = 1_000_000_000;

/** The base units in one unit of reference: grams in a kilogram, square centimetres in a square metre. Directive 98/6/EC, Article 2. */
const baseUnits: Readonly<Record<ContentUnit, bigint>> = {
  KG: 1_000n,
  G: 1_000n,
  L: 1_000n,
  ML: 1_000n,
  M: 1_000n,
  M2: 10_000n,
  PIECE: 1n,
};

/** The content of one unit; null: not entered. */
export function contentOf({ contentAmount, contentUnit }: VariantRow): VariantContent | null {
  return contentAmount === null || contentUnit === null ? null : { amount: contentAmount, unit: contentUnit };
}

/** The price of one unit of reference, half to even. */
export function computeUnitPrice(minor: number, { amount, unit }: VariantContent): number {
  return nearest(BigInt(minor) * baseUnits[unit], BigInt(amount));
}

/** The problem of a content. */
export function checkContent(content: Pick<VariantContent, "amount"> | null | undefined): InputProblem[] {
  if (!content || (content.amount >= 1 && content.amount <= maxContentAmount)) return [];
  return [problem("content.amount", "RANGE", `A content is 1 to ${maxContentAmount} of its base unit.`)];
}

/** The columns of a content. */
export function contentColumns(content: VariantContent | null): Pick<VariantRow, "contentAmount" | "contentUnit"> {
  return { contentAmount: content?.amount ?? null, contentUnit: content?.unit ?? null };
}
