/** The code of the cart: the one that is applied, or a field for one. */
import { Button } from "@hansa/front/elements";
import { Form, forgetTyped } from "@hansa/front/islands";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { applyCode, type CartContent, type CartOutcome, isOfCode, removeCode } from "../actions.ts";
import { refusalText } from "../refusal-text.ts";
import { cartTexts } from "../texts.ts";
import type { Press } from "../use-presses.ts";

/** The name under which this tab keeps what is typed, until it is applied. */
const keptCode = "code";

type CodeFormProps = {
  cart: CartContent;
  language: Language;
  isBusy: boolean;
  change(send: () => Promise<CartOutcome>): Promise<CartOutcome>;
  onPress(act: Press): void;
};

export function CodeForm({ cart, language, isBusy, change, onPress }: CodeFormProps) {
  const texts = cartTexts[language];
  const [fault, setFault] = useState<string>();
  const [isApplied, setIsApplied] = useState(false);
  const { code: applied, codeRejection } = cart;
  const remove: Press = (now) => (now.code ? change(() => removeCode(now)) : undefined);
  if (applied) {
    return (
      <div className="text-sm">
        <p>
          {texts.code} <strong>{applied}</strong>
        </p>
        {codeRejection ? <p className="text-fault">{texts[codeRejection]}</p> : null}
        <Button look="quiet" aria-busy={isBusy || undefined} onClick={() => onPress(remove)}>
          {texts.removeCode(applied)}
        </Button>
      </div>
    );
  }
  async function apply(now: CartContent, code: string): Promise<void> {
    setIsApplied(true);
    setFault(undefined);
    const { refusal, cart: changed } = await change(() => applyCode(now, code));
    setIsApplied(false);
    if (refusal && isOfCode(refusal)) setFault(refusalText(refusal, language));
    else if (changed?.code) forgetTyped(keptCode);
  }

  function press(code: string): void {
    if (code !== "" && !isApplied) onPress((now) => apply(now, code));
  }

  return (
    <Form keptAs={keptCode} className="flex flex-wrap gap-2" onSend={(typed) => press(typed("code").trim())}>
      <input
        aria-label={texts.code}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? "code-fault" : undefined}
        placeholder={texts.code}
        name="code"
        maxLength={40}
        className="min-h-11 w-0 min-w-32 grow rounded-full border border-line-strong aria-invalid:border-fault bg-ground px-4 placeholder:text-muted"
      />
      <Button type="submit" look="secondary" isBusy={isApplied} aria-busy={isBusy || undefined}>
        {texts.apply}
      </Button>
      <p id="code-fault" role="alert" className="w-full text-sm text-fault empty:hidden">
        {fault}
      </p>
    </Form>
  );
}
