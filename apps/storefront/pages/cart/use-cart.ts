/** The cart of this browser, and the changes that a person makes to it, one at a time. */
import { useChange } from "@hansa/front/islands";
import { useEffect, useState } from "react";
import { addToCart } from "../../shop/cart/cart.ts";
import { guestKey } from "../../shop/cart/guest.ts";
import { forgetParameters } from "../../shop/links.ts";
import { useReading } from "../../shop/reading.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import { type CartContent, type CartOutcome, isOfCode, readOwnCart, setQuantity, startCheckout } from "./actions.ts";
import type { CurrencyOutcome } from "./currency.ts";
import type { Shortages } from "./line-faults.ts";
import { refusalText } from "./refusal-text.ts";
import { cartTexts } from "./texts.ts";
import { usePresses } from "./use-presses.ts";

type Addition = { variantId: string; quantity: number };
type Line = CartContent["lines"][number];

type CartParts = { language: Language; currency: string | null; checkoutLink: string };

export function useCart({ language, currency, checkoutLink }: CartParts) {
  const texts = cartTexts[language];
  const { shown, setShown, load, loadAgain } = useReading(readOwnCart, [guestKey]);
  const { isBusy: isChanging, text, send, tell } = useChange(shopTexts[language].unreachable);
  const [isRemade, setIsRemade] = useState(false);
  const isBusy = isChanging || isRemade;
  const { press, leave } = usePresses({ shown, isBusy, text });
  const [shortages, setShortages] = useState<Shortages>(new Map());
  const [removed, setRemoved] = useState<Addition & { title: string }>();
  const [chosen, setChosen] = useState<Addition>();

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

  async function addNow(addition: Addition) {
    const { kind, ...rest } = await addToCart({ ...addition, currency });
    setRemoved(undefined);
    if (kind === "short" && "available" in rest) return { text: texts.short(null, rest.available) };
    if (kind !== "added") return { text: kind === "unreachable" ? shopTexts[language].unreachable : texts.failed };
    forgetParameters();
    setChosen(undefined);
    await loadAgain();
    return { text: texts.added };
  }

  /** Removes a line, or the one that has its goods in a cart that was made anew meanwhile. */
  async function remove(cart: CartContent, { title, variant, ...line }: Line): Promise<void> {
    const now = cart.lines.find((each) => each.id === line.id || (variant && each.variant?.id === variant.id));
    if (!now) return;
    const { id, quantity } = now;
    const outcome = await change(() => setQuantity(cart, id, 0));
    if (outcome.cart && !outcome.wasChanged && variant) setRemoved({ variantId: variant.id, title, quantity });
  }

  async function toCheckout(cart: CartContent): Promise<void> {
    const { checkoutId } = await change(() => startCheckout(cart));
    // A quantity that was chosen meanwhile has ended the checkout.
    if (checkoutId) press((now) => (now === cart ? leave(checkoutLink, toCheckout) : toCheckout(now)), true);
  }

  /** Puts another cart in the place of this one. Choices wait, and are those of the new cart's lines then. */
  async function remake(act: () => Promise<CurrencyOutcome>): Promise<CurrencyOutcome> {
    tell({});
    setIsRemade(true);
    try {
      const outcome = await act();
      if ("cart" in outcome) setShown(outcome.cart);
      return outcome;
    } finally {
      setIsRemade(false);
    }
  }

  /** Leads to a page that shows the cart, once nothing waits any more. */
  function leaveFor(href: string): void {
    press(() => leave(href, () => leaveFor(href)), true);
  }

  const add = (addition: Addition) => void send(() => addNow(addition));
  return {
    ...{ shown, load, isBusy, text, shortages, removed, chosen },
    ...{ change, remake, add, remove, toCheckout, press, leaveFor },
  };
}

/** The product that the address asks to add: a form without scripts leads here. */
function readChosen(): Addition | undefined {
  const search = new URLSearchParams(location.search);
  const variantId = search.get("add");
  const quantity = Number(search.get("quantity") ?? 1);
  return variantId && Number.isInteger(quantity) && quantity > 0 ? { variantId, quantity } : undefined;
}
