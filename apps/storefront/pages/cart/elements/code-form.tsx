/** The code of the cart: the one that is applied, or a field for one. */
import { Button } from "@hansa/front/elements";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { applyCode, type CartContent, type CartOutcome, isOfCode, removeCode } from "../actions.ts";
import { refusalText } from "../refusal-text.ts";
import { cartTexts } from "../texts.ts";

type CodeFormProps = {
  cart: CartContent;
  language: Language;
  isBusy: boolean;
  change(send: () => Promise<CartOutcome>): Promise<CartOutcome>;
};

export function CodeForm({ cart, language, isBusy, change }: CodeFormProps) {
  const texts = cartTexts[language];
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string>();
  const { code: applied, codeRejection } = cart;
  if (applied) {
    return (
      <div className="mb-5 text-sm">
        <p>
          {texts.code} <strong>{applied}</strong>
        </p>
        {codeRejection ? <p className="text-fault">{texts[codeRejection]}</p> : null}
        <Button look="quiet" isBusy={isBusy} onClick={() => void change(() => removeCode(cart))}>
          {texts.removeCode(applied)}
        </Button>
      </div>
    );
  }
  async function apply(): Promise<void> {
    setFault(undefined);
    const { refusal } = await change(() => applyCode(cart, code.trim()));
    if (refusal && isOfCode(refusal)) setFault(refusalText(refusal, language));
  }

  return (
    <form
      className="mb-5 flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== "") void apply();
      }}
    >
      <input
        aria-label={texts.code}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? "code-fault" : undefined}
        placeholder={texts.code}
        value={code}
        maxLength={40}
        onChange={(event) => setCode(event.currentTarget.value)}
        className="min-h-11 w-0 min-w-32 grow rounded-full border border-line-strong aria-invalid:border-fault bg-ground px-4 placeholder:text-muted"
      />
      <Button type="submit" look="secondary" isBusy={isBusy}>
        {texts.apply}
      </Button>
      <p id="code-fault" role="alert" className="w-full text-sm text-fault empty:hidden">
        {fault}
      </p>
    </form>
  );
}
