/** The link to the cart, with the number of units in it. The number is the one of the last answer about the cart: it costs no request. */
import { useEffect, useState } from "react";
import { followGuest, readGuest } from "../../shop/cart/guest.ts";
import type { Language } from "../../shop/texts.ts";
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
      className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line px-4 text-sm sm:px-5 hover:border-text"
    >
      <span className="sr-only">{quantity > 0 ? texts.cartWith(quantity) : texts.cart}</span>
      {/* The number has its place from the start, so that nothing moves when it is known. */}
      <span aria-hidden="true" className="inline-flex gap-2">
        {texts.cart}
        <span
          className={`min-w-7 rounded-full bg-accent px-2 text-center text-xs leading-5 text-on-accent ${quantity > 0 ? "" : "invisible"}`}
        >
          {quantity}
        </span>
      </span>
    </a>
  );
}
