/** The cart: its lines, its code, its totals, and the way to checkout. */
import { Button, buttonClass, Message } from "@hansa/front/elements";
import { useEffect, useRef, useState } from "react";
import { addToCart } from "../../../shop/cart/cart.ts";
import { guestKey } from "../../../shop/cart/guest.ts";
import { useChange } from "../../../shop/change.ts";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Skeleton } from "../../../shop/elements/skeleton.tsx";
import { Totals } from "../../../shop/elements/totals.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { forgetParameters } from "../../../shop/links.ts";
import { useReading } from "../../../shop/reading.ts";
import { hasSessionEnded } from "../../../shop/session-flag.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type CartContent, type CartOutcome, isOfCode, readOwnCart, setQuantity, startCheckout } from "../actions.ts";
import { CartLine } from "../elements/cart-line.tsx";
import { CodeForm } from "../elements/code-form.tsx";
import { CurrencyForm, type CurrencyLinks } from "../elements/currency-form.tsx";
import { findFault, type Shortages } from "../line-faults.ts";
import { refusalText } from "../refusal-text.ts";
import { cartTexts } from "../texts.ts";

/** `product` has the places of a slug and an SKU in it. */
export type CartLinks = {
  home: string;
  product: string;
  checkout: string;
  /** It leads back to the cart. */
  signIn: string;
  currencies: CurrencyLinks;
};
type CartViewProps = { language: Language; currency: string | null; links: CartLinks };

type Removed = { variantId: string; title: string; quantity: number };

export function CartView({ language, currency, links }: CartViewProps) {
  const texts = cartTexts[language];
  const { shown, setShown, load, loadAgain } = useReading(readOwnCart, [guestKey]);
  const { isBusy, text, send } = useChange(shopTexts[language].unreachable);
  const [shortages, setShortages] = useState<Shortages>(new Map());
  const [removed, setRemoved] = useState<Removed>();
  const [chosen, setChosen] = useState<{ variantId: string; quantity: number }>();
  const wantsCheckout = useRef(false);

  useEffect(() => setChosen(readChosen()), []);

  /** One change at a time: each is made on the version that the one before it has left. */
  async function change(act: () => Promise<CartOutcome>): Promise<CartOutcome> {
    let outcome: CartOutcome = {};
    await send(async () => {
      setRemoved(undefined);
      outcome = await act();
      const { cart, refusal, wasChanged } = outcome;
      if (cart !== undefined) setShown(cart);
      setShortages(refusal?.kind === "short" ? refusal.left : new Map());
      // The form of the code shows its own.
      if (refusal && !isOfCode(refusal)) return { text: refusalText(refusal, language) };
      return wasChanged ? { text: texts.wasChanged } : undefined;
    });
    return outcome;
  }

  async function add(addition: { variantId: string; quantity: number }) {
    const { kind, ...rest } = await addToCart({ ...addition, currency });
    setRemoved(undefined);
    if (kind === "short" && "available" in rest) return { text: texts.short(null, rest.available) };
    if (kind !== "added") return { text: kind === "unreachable" ? shopTexts[language].unreachable : texts.failed };
    forgetParameters();
    setChosen(undefined);
    await loadAgain();
    return { text: texts.added };
  }

  async function remove(cart: CartContent, line: CartContent["lines"][number]): Promise<void> {
    const { id, title, quantity, variant } = line;
    const outcome = await change(() => setQuantity(cart, id, 0));
    if (outcome.cart && !outcome.wasChanged && variant) setRemoved({ variantId: variant.id, title, quantity });
  }

  async function toCheckout(cart: CartContent): Promise<void> {
    const { checkoutId } = await change(() => startCheckout(cart));
    if (checkoutId) location.assign(links.checkout);
  }

  /** A press while a change is saved, as that of a quantity that was left for it, counts once that is done, and was not refused. */
  function pressCheckout(cart: CartContent): void {
    wantsCheckout.current = isBusy;
    if (!isBusy) void toCheckout(cart);
  }

  useEffect(() => {
    if (isBusy || !wantsCheckout.current) return;
    wantsCheckout.current = false;
    if (!text && typeof shown === "object" && shown) void toCheckout(shown);
  }, [isBusy]);

  const messages = (
    <Message>
      {removed ? (
        <>
          {texts.removed(removed.title)}{" "}
          <Button look="quiet" isBusy={isBusy} onClick={() => void send(() => add(removed))}>
            {texts.undo}
          </Button>
        </>
      ) : (
        text
      )}
    </Message>
  );
  const pending = chosen ? (
    <div className="mb-6 rounded-2xl border border-line bg-surface p-5">
      <p className="mb-3">{texts.addHint}</p>
      <Button isBusy={isBusy} onClick={() => void send(() => add(chosen))}>
        {texts.addChosen}
      </Button>
    </div>
  ) : null;
  if (shown === undefined) return <Skeleton text={texts.loading} kind="cart" />;
  if (shown === "unreachable") return <Unreachable language={language} onRetry={() => void load()} />;
  if (shown === null || shown.lines.length === 0) {
    return (
      <>
        {pending}
        {messages}
        {shown === null && hasSessionEnded() ? (
          <div className="my-6">
            <SignedOut language={language} signIn={links.signIn} />
          </div>
        ) : (
          <p className="my-6">{texts.empty}</p>
        )}
        <a href={links.home} className={buttonClass("secondary")}>
          {shopTexts[language].browse}
        </a>
      </>
    );
  }
  return (
    <>
      {pending}
      <div className="grid gap-10 lg:grid-cols-[1fr_20rem]">
        <div className="min-w-0">
          {messages}
          <ul className="divide-y divide-line" aria-busy={isBusy}>
            {shown.lines.map((line) => (
              <CartLine
                key={line.id}
                line={line}
                fault={findFault(line, shown.currency, shortages)}
                language={language}
                productLink={links.product}
                isBusy={isBusy}
                onQuantity={(quantity) => void change(() => setQuantity(shown, line.id, quantity))}
                onRemove={() => void remove(shown, line)}
              />
            ))}
          </ul>
        </div>
        <section
          aria-label={shopTexts[language].total}
          className="h-fit rounded-2xl border border-line bg-surface p-6 lg:sticky lg:top-4"
        >
          <Totals totals={shown.totals} discounts={shown.discounts} language={language} />
          <p className="my-4 text-sm text-muted">{texts.shippingLater}</p>
          <Button className="w-full" aria-busy={isBusy || undefined} onClick={() => pressCheckout(shown)}>
            {shown.checkout && shown.checkout.state !== "EXPIRED" ? texts.resume : texts.checkout}
          </Button>
          {/* Needed by few: they stand below the sum and the press. */}
          <div className="mt-6 space-y-5 border-t border-line pt-6">
            <CodeForm cart={shown} language={language} isBusy={isBusy} change={change} />
            <CurrencyForm cart={shown} currencies={links.currencies} language={language} isBusy={isBusy} />
          </div>
        </section>
      </div>
    </>
  );
}

/** The product that the address asks to add: a form without scripts leads here. */
function readChosen(): { variantId: string; quantity: number } | undefined {
  const search = new URLSearchParams(location.search);
  const variantId = search.get("add");
  const quantity = Number(search.get("quantity") ?? 1);
  return variantId && Number.isInteger(quantity) && quantity > 0 ? { variantId, quantity } : undefined;
}
