/** The cards that an account has saved. The shop knows their last digits only. */

import { Button } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import { cardLabel } from "../../../shop/account/card-label.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { useReading } from "../../../shop/reading.ts";
import type { Language } from "../../../shop/texts.ts";
import { type CardOutcome, makeCardDefault, readCards, removeCard, type SavedCard } from "../card-actions.ts";
import { AccountFrame, Outcome } from "../elements/account-frame.tsx";
import type { AccountProps } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

export function AccountCards({ language, links }: AccountProps) {
  const texts = accountPageTexts[language];
  const { shown, setShown, load } = useReading(readCards);
  const { isBusy, isSuccess, text, send } = useChange(accountTexts[language].failed);

  /** Each change is followed by reading the list: removing a card may choose another default. */
  async function change(act: () => Promise<CardOutcome>) {
    const outcome = await act();
    setShown(await readCards());
    return outcome === "gone" ? { text: texts.gone } : undefined;
  }

  return (
    <AccountFrame language={language} links={links} current="cards" part={shown} onRetry={load}>
      {({ savedPaymentMethods: cards }) => (
        <>
          <Outcome text={text} isSuccess={isSuccess} />
          {cards === null ? <p role="status">{texts.cardsAway}</p> : null}
          {cards?.length === 0 ? <p>{texts.noCards}</p> : null}
          <ul className="grid gap-4 sm:grid-cols-2">
            {(cards ?? []).map((card) => (
              <Card
                key={card.id}
                card={card}
                language={language}
                isBusy={isBusy}
                onDefault={() => void send(() => change(() => makeCardDefault(card.id)), texts.saved)}
                onRemove={() => void send(() => change(() => removeCard(card.id)), texts.removed)}
              />
            ))}
          </ul>
        </>
      )}
    </AccountFrame>
  );
}

type CardProps = { card: SavedCard; language: Language; isBusy: boolean; onDefault(): void; onRemove(): void };

function Card({ card: { method, isDefault }, language, isBusy, onDefault, onRemove }: CardProps) {
  const texts = accountPageTexts[language];
  const label = cardLabel(method, language);
  return (
    <li className="rounded-2xl border border-line bg-surface p-5">
      <p className="font-medium">{label}</p>
      {method && "expYear" in method ? <p className="text-sm text-muted">{texts.expires(expiry(method))}</p> : null}
      {isDefault ? <p className="mt-2 text-sm text-good">{texts.isDefault}</p> : null}
      <div className="-ms-1 mt-2 flex flex-wrap gap-x-5">
        {isDefault ? null : (
          <Button look="quiet" isBusy={isBusy} aria-label={texts.cardDefaultOf(label)} onClick={onDefault}>
            {texts.cardDefault}
          </Button>
        )}
        <Button look="quiet" isBusy={isBusy} aria-label={texts.removeCardOf(label)} onClick={onRemove}>
          {texts.remove}
        </Button>
      </div>
    </li>
  );
}

/** As it is printed on cards. */
function expiry({ expMonth, expYear }: { expMonth: number; expYear: number }): string {
  return `${String(expMonth).padStart(2, "0")}/${String(expYear % 100).padStart(2, "0")}`;
}
