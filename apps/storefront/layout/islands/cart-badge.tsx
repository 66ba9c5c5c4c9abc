/** The link to the cart, with the number of units in it. The number is the one of the last answer about the cart: it costs no request. */
import { useEffect, useState } from "react";
import { followGuest, readGuest } from "../../shop/cart/guest.ts";
import type { Language } from "../../shop/texts.ts";
import { Icon } from "../elements/icon.tsx";
import { layoutTexts } from "../texts.ts";

export function CartBadge({ language, href }: { language: Language; href: string }) {
  const [quantity, setQuantity] = useState(0);
  useEffect(() => {
    const show = () => setQuantity(readGuest().cart?.quantity ?? 0);
    show();
    return followGuest(show);
  }, []);
  const texts = layoutTexts[language];
  return (
    <a
      href={href}
      className="relative inline-flex min-h-11 min-w-11 items-center justify-center gap-2 text-sm md:gap-4 underline-offset-4 hover:underline"
    >
      <Icon of="cart" />
      <span className="sr-only">{quantity > 0 ? texts.cartWith(quantity) : texts.cart}</span>
      <span aria-hidden="true" className="max-md:hidden">
        {texts.cart}
      </span>
      {/* The number lies on the icon, so that nothing moves when it is known. */}
      <span
        aria-hidden="true"
        className={`absolute start-5 top-0 min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 text-on-accent ${quantity > 0 ? "" : "invisible"}`}
      >
        {quantity}
      </span>
    </a>
  );
}
