/** The answer about the buyer's VAT id: that no tax is charged, or why it is. */
import { Button, Notice } from "@hansa/front/elements";
import { type Language, textsOf } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";

type VatIdAnswerProps = {
  check: NonNullable<CheckoutContent["vatIdCheck"]>;
  language: Language;
  isBusy: boolean;
  /** Null while there is nothing to send again. */
  onRepeat: (() => void) | null;
};

const vatIdTexts = textsOf("vatId");

export function VatIdAnswer({ check: { state, untaxed }, language, isBusy, onRepeat }: VatIdAnswerProps) {
  const texts = vatIdTexts[language];
  return (
    <Notice kind={untaxed ? "success" : "info"}>
      <p>{untaxed ? texts.untaxed : texts[state]}</p>
      {state === "UNAVAILABLE" && onRepeat ? (
        <Button look="quiet" isBusy={isBusy} onClick={onRepeat}>
          {texts.repeat}
        </Button>
      ) : null}
    </Notice>
  );
}
