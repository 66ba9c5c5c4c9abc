/** The cards that an account has saved. The shop knows their last digits only. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import { cardLabel } from "../../../shop/account/card-label.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type CardOutcome, makeCardDefault, readCards, removeCard, type SavedCard } from "../card-actions.ts";
import { AccountFrame, Outcome, useAccountPart } from "../elements/account-frame.tsx";
import type { AccountProps } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

export function AccountCards({ language, links }: AccountProps) {
  const texts = accountPageTexts[language];
  const { part, setPart, load } = useAccountPart(readCards);
  const [isBusy, setIsBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ text: string; isFault: boolean }>();

  /** Each change is followed by reading the list: removing a card may choose another default. */
  async function send(act: () => Promise<CardOutcome>, doneText: string): Promise<void> {
    if (isBusy) return;
    setIsBusy(true);
    setOutcome(undefined);
    try {
      const result = await act();
      setPart(await readCards());
      setOutcome(result === "done" ? { text: doneText, isFault: false } : { text: texts.gone, isFault: true });
    } catch {
      setOutcome({ text: accountTexts[language].failed, isFault: true });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <AccountFrame language={language} links={links} current="cards" part={part} onRetry={load}>
      {({ savedPaymentMethods: cards }) => (
        <>
          <Outcome text={outcome?.text} isFault={outcome?.isFault ?? false} />
          {cards === null ? <p role="status">{texts.cardsAway}</p> : null}
          {cards?.length === 0 ? <p>{texts.noCards}</p> : null}
          <ul className="grid gap-4 sm:grid-cols-2">
            {(cards ?? []).map((card) => (
              <Card
                key={card.id}
                card={card}
                language={language}
                isBusy={isBusy}
                onDefault={() => void send(() => makeCardDefault(card.id), texts.saved)}
                onRemove={() => void send(() => removeCard(card.id), texts.removed)}
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
