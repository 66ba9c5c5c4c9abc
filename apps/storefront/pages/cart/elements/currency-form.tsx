/** Another currency for the cart, by a press: it leads to another page. Goods that have no price in it are named before they are left out. */
import { Button, Message, SelectField } from "@hansa/front/elements";
import { Form, useChange } from "@hansa/front/islands";
import { useState } from "react";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CartContent } from "../actions.ts";
import { type CurrencyOutcome, changeCurrency } from "../currency.ts";
import { linesWithoutPrice } from "../line-faults.ts";
import { refusalText } from "../refusal-text.ts";
import { cartTexts } from "../texts.ts";
import type { Press } from "../use-presses.ts";

/** The page of the cart in each currency of the shop. */
export type CurrencyLinks = readonly { currency: string; href: string }[];

type CurrencyFormProps = {
  cart: CartContent;
  currencies: CurrencyLinks;
  language: Language;
  isBusy: boolean;
  remake(send: () => Promise<CurrencyOutcome>): Promise<CurrencyOutcome>;
  onPress(act: Press): void;
  onLeave(href: string): void;
};

export function CurrencyForm({ cart, currencies, language, isBusy, remake, onPress, onLeave }: CurrencyFormProps) {
  const texts = cartTexts[language];
  const [asked, setAsked] = useState<{ currency: string; left: ReadonlySet<string> }>();
  /** How often the currency was kept: each time its field begins again. */
  const [keeps, setKeeps] = useState(0);
  const { isBusy: isChanging, text, send } = useChange(shopTexts[language].unreachable);
  const isPaid = cart.checkout && cart.checkout.state !== "OPEN" && cart.checkout.state !== "EXPIRED";
  if (currencies.length < 2 || isPaid) return null;

  async function change(now: CartContent, currency: string, left: ReadonlySet<string>) {
    const outcome = await remake(() => changeCurrency(now, currency, left));
    if ("refusal" in outcome) return { text: refusalText(outcome.refusal, language) };
    if ("unsold" in outcome) {
      setAsked({ currency, left: new Set([...left, ...outcome.unsold]) });
      return undefined;
    }
    onLeave(currencies.find((each) => each.currency === currency)?.href ?? "");
    return undefined;
  }

  function choose(now: CartContent, currency: string): void {
    setAsked(undefined);
    if (currency === now.currency) return;
    const left = linesWithoutPrice(now.lines, currency).flatMap(({ variant }) => (variant ? [variant.id] : []));
    if (left.length > 0) setAsked({ currency, left: new Set(left) });
    else void send(() => change(now, currency, new Set()));
  }

  function keep(): void {
    setAsked(undefined);
    setKeeps(keeps + 1);
  }

  const press = (currency: string) => onPress((now) => choose(now, currency));
  const named = cart.lines.filter(({ variant }) => variant && asked?.left.has(variant.id)).map(({ title }) => title);
  return (
    <div className="space-y-3">
      <Form className="flex items-end gap-3" onSend={(typed) => press(typed("currency"))}>
        <SelectField
          key={keeps}
          label={texts.currency}
          name="currency"
          defaultValue={cart.currency}
          options={currencies.map(({ currency }) => ({ value: currency, label: currency }))}
          className="grow"
        />
        <Button type="submit" look="secondary" isBusy={isChanging} aria-busy={isBusy || undefined}>
          {texts.changeCurrency}
        </Button>
      </Form>
      <Message kind={text ? "fault" : "info"}>
        {text ??
          (asked ? (
            <>
              <p className="mb-2">{texts.notSoldIn(asked.currency, named)}</p>
              <div className="flex flex-wrap gap-4">
                {named.length < cart.lines.length ? (
                  <Button
                    look="secondary"
                    isBusy={isChanging}
                    onClick={() => onPress((now) => send(() => change(now, asked.currency, asked.left)))}
                  >
                    {texts.changeWithout}
                  </Button>
                ) : null}
                <Button look="quiet" isBusy={isChanging} onClick={keep}>
                  {texts.keepCurrency(cart.currency)}
                </Button>
              </div>
            </>
          ) : null)}
      </Message>
    </div>
  );
}
