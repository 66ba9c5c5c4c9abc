/** The cart: its lines, its code, its totals, and the way to checkout. */
import { Button, buttonClass, Message } from "@hansa/front/elements";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Skeleton } from "../../../shop/elements/skeleton.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { hasSessionEnded } from "../../../shop/session-flag.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { setQuantity } from "../actions.ts";
import { CartLine } from "../elements/cart-line.tsx";
import { CartSum } from "../elements/cart-sum.tsx";
import type { CurrencyLinks } from "../elements/currency-form.tsx";
import { findFault } from "../line-faults.ts";
import { cartTexts } from "../texts.ts";
import { useCart } from "../use-cart.ts";

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

export function CartView({ language, currency, links }: CartViewProps) {
  const texts = cartTexts[language];
  const state = useCart({ language, currency, checkoutLink: links.checkout });
  const { shown, load, isBusy, text, shortages, removed, chosen } = state;
  const { change, remake, add, remove, toCheckout, press, leaveFor } = state;

  const messages = (
    <Message>
      {removed ? (
        <>
          {texts.removed(removed.title)}{" "}
          <Button look="quiet" isBusy={isBusy} onClick={() => add(removed)}>
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
      <Button isBusy={isBusy} onClick={() => add(chosen)}>
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
        <EmptyCart isSignedOut={shown === null && hasSessionEnded()} language={language} links={links} />
      </>
    );
  }
  return (
    <>
      {pending}
      <div className="grid gap-10 lg:grid-cols-[1fr_22rem]">
        <div className="min-w-0">
          {messages}
          <ul className="divide-y divide-line" aria-busy={isBusy}>
            {shown.lines.map((line) => (
              // A cart that is made anew has the same goods in other lines.
              <CartLine
                key={line.variant?.id ?? line.id}
                line={line}
                fault={findFault(line, shown.currency, shortages)}
                language={language}
                productLink={links.product}
                isBusy={isBusy}
                onQuantity={(quantity) => void change(() => setQuantity(shown, line.id, quantity))}
                onRemove={() => press((cart) => remove(cart, line))}
              />
            ))}
          </ul>
        </div>
        <CartSum
          cart={shown}
          language={language}
          currencies={links.currencies}
          isBusy={isBusy}
          change={change}
          remake={remake}
          onPress={press}
          onCheckout={toCheckout}
          onLeave={leaveFor}
        />
      </div>
    </>
  );
}

type EmptyCartProps = Pick<CartViewProps, "language" | "links"> & { isSignedOut: boolean };

function EmptyCart({ isSignedOut, language, links }: EmptyCartProps) {
  const texts = cartTexts[language];
  return (
    <>
      {isSignedOut ? (
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
