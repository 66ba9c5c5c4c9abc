/** The page of the checkout: a frame, the same for everybody. The checkout itself lives in the browser. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { kindsOfOrder, legalLinks } from "../../shop/legal/legal-pages.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { CheckoutView } from "./islands/checkout-view.tsx";
import { checkoutTexts } from "./texts.ts";

/** The country of the form while the shop's is unknown. */
const fallbackCountry = "DE";

export const checkoutPage: Page = {
  name: "checkout",
  takesPayments: true,
  load: async ({ language, facts, place }) => {
    const texts = checkoutTexts[language];
    const links = {
      cart: linkTo(place, "/cart"),
      checkout: linkTo(place, "/checkout"),
      order: linkTo(place, "/orders/NUMBER"),
      signIn: linkTo(place, "/account/sign-in?return=/checkout"),
    };
    const country = facts.country ?? fallbackCountry;
    return {
      kind: "found",
      title: texts.title,
      isHidden: true,
      isQuiet: true,
      main: (
        <>
          <h1 className="pt-6 pb-4 text-4xl">{texts.title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island
            name="checkout-view"
            of={CheckoutView}
            className="min-h-dvh"
            props={{ language, country, links, legal: legalLinks(facts.pages[language], place, kindsOfOrder) }}
          />
        </>
      ),
    };
  },
};
