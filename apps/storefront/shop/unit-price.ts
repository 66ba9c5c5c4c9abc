/** The price by a unit of reference, such as a kilogram, as the law asks for beside a price. */
import { type Amount, formatAmount } from "@hansa/front/format";
import type { ContentUnit } from "../generated/graphql.ts";
import { shopTexts } from "./shop-texts.ts";
import type { Language } from "./texts.ts";

type Content = { amount: number; unit: ContentUnit };
type Priced = { content?: Content | null | undefined; unitPrice?: Amount | null | undefined };

/** The base units in the unit that is shown, and the sign of the unit of reference; none for pieces. */
const units = {
  KG: { base: 1_000, shown: "kg", reference: "kg" },
  G: { base: 1, shown: "g", reference: "kg" },
  L: { base: 1_000, shown: "l", reference: "l" },
  ML: { base: 1, shown: "ml", reference: "l" },
  M: { base: 1_000, shown: "m", reference: "m" },
  M2: { base: 10_000, shown: "m²", reference: "m²" },
  PIECE: { base: 1, shown: null, reference: null },
} as const satisfies Record<ContentUnit, { base: number; shown: string | null; reference: string | null }>;

/** The unit price, such as `€8.00 per kg`; null: the goods have none. */
export function formatUnitPrice({ content, unitPrice }: Priced, language: Language): string | null {
  if (!content || !unitPrice) return null;
  const texts = shopTexts[language];
  return texts.unitPrice(formatAmount(unitPrice, language), units[content.unit].reference ?? texts.piece);
}

/** The content of one unit, such as `1.5 kg`. */
export function formatContent({ amount, unit }: Content, language: Language): string {
  const { base, shown } = units[unit];
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(amount / base);
  return shown === null ? shopTexts[language].pieces(number) : `${number} ${shown}`;
}
