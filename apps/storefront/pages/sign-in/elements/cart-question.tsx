/** The question which cart goes on, after signing in with goods in both; and what keeps them apart. */

import { Button, Notice } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import { useEffect, useRef } from "react";
import type { CartMergeStrategy } from "../../../generated/graphql.ts";
import { bringCart, type ClaimOutcome, claimCart } from "../../../shop/cart/claim.ts";
import type { Language } from "../../../shop/texts.ts";
import { signInTexts } from "../texts.ts";

type Unfinished = Exclude<ClaimOutcome, { kind: "done" }>;

type CartQuestionProps = {
  language: Language;
  claim: Unfinished;
  onClaimed(outcome: ClaimOutcome): Promise<void>;
  onLater(): void;
};

export function CartQuestion({ language, claim, onClaimed, onLater }: CartQuestionProps) {
  const texts = signInTexts[language];
  const { isBusy, send } = useChange(texts.away);
  const question = useRef<HTMLDivElement>(null);
  // The form to sign in is gone, and its focus with it.
  useEffect(() => question.current?.focus(), []);

  async function claimBy(act: () => Promise<ClaimOutcome>) {
    await onClaimed(await act());
    return undefined;
  }

  const canMerge = claim.kind === "question" && claim.question.canMerge;
  const choices: readonly { strategy: CartMergeStrategy; label: string }[] = [
    ...(canMerge ? [{ strategy: "MERGE", label: texts.keepBoth } as const] : []),
    { strategy: "USE_EXISTING", label: texts.keepSaved },
    { strategy: "USE_GUEST", label: texts.keepHere },
  ];
  const isQuestion = claim.kind !== "away" && claim.kind !== "locked";
  return (
    <div ref={question} tabIndex={-1} className="space-y-4 outline-none">
      <Notice kind={claim.kind === "question" ? "success" : "info"}>
        <p className="font-medium">{texts.signedIn}</p>
        <p>{claimText(claim, language)}</p>
      </Notice>
      {isQuestion ? (
        <section className="space-y-3">
          <h2 className="text-2xl">{texts.twoCarts}</h2>
          {choices.map(({ strategy, label }, index) => (
            <Button
              key={strategy}
              look={index === 0 ? "primary" : "secondary"}
              className="w-full"
              isBusy={isBusy}
              onClick={() => void send(() => claimBy(() => claimCart(strategy)))}
            >
              {label}
            </Button>
          ))}
        </section>
      ) : (
        <>
          <Button className="w-full" isBusy={isBusy} onClick={() => void send(() => claimBy(bringCart))}>
            {texts.retry}
          </Button>
          <Button look="secondary" className="w-full" isBusy={isBusy} onClick={onLater}>
            {texts.goOn}
          </Button>
        </>
      )}
    </div>
  );
}

function claimText(claim: Unfinished, language: Language): string {
  const texts = signInTexts[language];
  switch (claim.kind) {
    case "question": {
      const { guestQuantity, ownQuantity, canMerge } = claim.question;
      const explained = texts.explain(guestQuantity, ownQuantity);
      return canMerge ? explained : `${explained} ${texts.otherCurrency}`;
    }
    case "other currency":
      return texts.otherCurrency;
    case "too long":
      return texts.tooLong;
    case "locked":
      return texts.locked;
    case "away":
      return texts.away;
  }
}
