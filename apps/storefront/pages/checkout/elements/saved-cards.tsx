/** The choice among the cards that an account has saved, and another one. */
import { cardLabel } from "../../../shop/account/card-label.ts";
import type { Language } from "../../../shop/texts.ts";
import type { Buyer } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

type SavedCardsProps = {
  cards: NonNullable<Buyer["savedPaymentMethods"]>;
  language: Language;
};

/** The first card is chosen at first; another one has no value. */
export function SavedCards({ cards, language }: SavedCardsProps) {
  const texts = checkoutTexts[language];
  if (cards.length === 0) return null;
  const choices = [
    ...cards.map(({ id, method }) => ({ id, label: cardLabel(method, language) })),
    { id: "", label: texts.otherCard },
  ];
  return (
    <fieldset className="mb-4 space-y-2">
      <legend className="mb-2 text-sm font-medium">{texts.savedCards}</legend>
      {choices.map(({ id, label }, index) => (
        <label
          key={id}
          className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line-strong px-4 py-2"
        >
          <input type="radio" name="card" value={id} defaultChecked={index === 0} className="size-4" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
