/** The answer about the buyer's VAT id: that no tax is charged, or why it is. */
import { Button, Notice } from "@hansa/front/elements";
import { defineTexts, type Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";

type VatIdAnswerProps = {
  check: NonNullable<CheckoutContent["vatIdCheck"]>;
  language: Language;
  isBusy: boolean;
  /** Null while there is nothing to send again. */
  onRepeat: (() => void) | null;
};

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

const vatIdTexts = defineTexts({
  en: {
    untaxed: "Your VAT id is accepted: no tax is charged.",
    VALID: "Your VAT id is valid. Tax is charged, because the goods stay in the country of the shop.",
    INVALID: "The register of the European Union does not have your VAT id, so tax is charged.",
    UNAVAILABLE:
      "The register of the European Union does not answer at the moment, so tax is charged. Check again, or order now with tax.",
    UNCHECKED: "Tax is charged: it needs the name of a company and a VAT id of another member state than ours.",
    repeat: "Check again",
  },
  de: {
    untaxed: "Ihre USt-IdNr. ist anerkannt: Es wird keine Steuer berechnet.",
    VALID: "Ihre USt-IdNr. ist gültig. Steuer wird berechnet, weil die Ware im Land des Shops bleibt.",
    INVALID: "Das Register der Europäischen Union kennt Ihre USt-IdNr. nicht. Deshalb wird Steuer berechnet.",
    UNAVAILABLE:
      "Das Register der Europäischen Union antwortet zurzeit nicht. Deshalb wird Steuer berechnet. Prüfen Sie erneut, oder bestellen Sie jetzt mit Steuer.",
    UNCHECKED:
      "Steuer wird berechnet: Steuerfrei wird es mit dem Namen einer Firma und der USt-IdNr. eines anderen Mitgliedstaats.",
    repeat: "Erneut prüfen",
  },
});
