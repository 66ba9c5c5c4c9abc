/** The page of the cart: a frame, the same for everybody. The cart itself lives in the browser. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { cartParameters, findChosen } from "./chosen.ts";
import { CartView } from "./islands/cart-view.tsx";
import { cartTexts } from "./texts.ts";

export const cartPage: Page = {
  name: "cart",
  parameters: cartParameters,
  load: async ({ language, currency, place, facts, ask, search }) => {
    const slug = search.get("product");
    if (slug !== null) return findChosen({ ask, search, place }, slug);
    const texts = cartTexts[language];
    const links = {
      home: linkTo(place, "/"),
      product: linkTo(place, "/products/SLUG?variant=SKU"),
      checkout: linkTo(place, "/checkout"),
      signIn: linkTo(place, "/account/sign-in?return=/cart"),
      currencies: facts.currencies.map((each, index) => ({
        currency: each,
        href: linkTo({ language, currency: index === 0 ? null : each }, "/cart"),
      })),
    };
    return {
      kind: "found",
      title: texts.title,
      isHidden: true,
      main: (
        <>
          <h1 className="py-6 text-4xl">{texts.title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          {/* The footer stays below the window while the cart comes. */}
          <Island name="cart-view" of={CartView} props={{ language, currency, links }} className="min-h-dvh" />
        </>
      ),
    };
  },
};
