/** The code of the cart: the one that is applied, or a field for one. */
import { Button } from "@hansa/front/elements";
import { Form, forgetTyped } from "@hansa/front/islands";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { applyCode, type CartContent, type CartOutcome, isOfCode, removeCode } from "../actions.ts";
import { refusalText } from "../refusal-text.ts";
import { cartTexts } from "../texts.ts";

/** The name under which this tab keeps what is typed, until it is applied. */
const keptCode = "code";

type CodeFormProps = {
  cart: CartContent;
  language: Language;
  isBusy: boolean;
  change(send: () => Promise<CartOutcome>): Promise<CartOutcome>;
};

export function CodeForm({ cart, language, isBusy, change }: CodeFormProps) {
  const texts = cartTexts[language];
  const [fault, setFault] = useState<string>();
  const { code: applied, codeRejection } = cart;
  if (applied) {
    return (
      <div className="text-sm">
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
  async function apply(code: string): Promise<void> {
    if (code === "") return;
    setFault(undefined);
    const { refusal, cart: changed } = await change(() => applyCode(cart, code));
    if (refusal && isOfCode(refusal)) setFault(refusalText(refusal, language));
    else if (changed?.code) forgetTyped(keptCode);
  }

  return (
    <Form keptAs={keptCode} className="flex flex-wrap gap-2" onSend={(typed) => void apply(typed("code").trim())}>
      <input
        aria-label={texts.code}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? "code-fault" : undefined}
        placeholder={texts.code}
        name="code"
        maxLength={40}
        className="min-h-11 w-0 min-w-32 grow rounded-full border border-line-strong aria-invalid:border-fault bg-ground px-4 placeholder:text-muted"
      />
      <Button type="submit" look="secondary" isBusy={isBusy}>
        {texts.apply}
      </Button>
      <p id="code-fault" role="alert" className="w-full text-sm text-fault empty:hidden">
        {fault}
      </p>
    </Form>
  );
}
