/** The card of the sandbox: a token, typed or chosen. */
import { Field } from "@hansa/front/elements";
import type { Language } from "../../../shop/texts.ts";
import { checkoutTexts } from "../texts.ts";

/** The tokens that a visitor of a demo shop may want to try. */
const testCards = [
  "tok_ok",
  "tok_declined",
  "tok_insufficient_funds",
  "tok_second_step",
  "tok_redirect",
  "tok_processing",
];

export function TestCard({ language }: { language: Language }) {
  const texts = checkoutTexts[language];
  return (
    <>
      <Field
        label={texts.testCard}
        hint={texts.testCardHint}
        name="token"
        list="test-cards"
        required
        autoComplete="off"
        defaultValue={testCards[0]}
      />
      <datalist id="test-cards">
        {testCards.map((card) => (
          <option key={card} value={card} />
        ))}
      </datalist>
    </>
  );
}
