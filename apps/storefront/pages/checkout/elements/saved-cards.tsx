/** The choice among the cards that an account has saved, and another one. */
import { cardLabel } from "../../../shop/account/card-label.ts";
import type { Language } from "../../../shop/texts.ts";
import type { Buyer } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

type SavedCardsProps = {
  cards: NonNullable<Buyer["savedPaymentMethods"]>;
  language: Language;
  /** Null: another card. */
  chosen: string | null;
  onChoose(id: string | null): void;
};

export function SavedCards({ cards, language, chosen, onChoose }: SavedCardsProps) {
  const texts = checkoutTexts[language];
  if (cards.length === 0) return null;
  const choices = [
    ...cards.map(({ id, method }) => ({ id, label: cardLabel(method, language) })),
    { id: null, label: texts.otherCard },
  ];
  return (
    <fieldset className="mb-4 space-y-2">
      <legend className="mb-2 text-sm font-medium">{texts.savedCards}</legend>
      {choices.map(({ id, label }) => (
        <label
          key={id}
          className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line-strong px-4 py-2"
        >
          <input type="radio" name="card" checked={chosen === id} onChange={() => onChoose(id)} className="size-4" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
