/** The addresses of the pages, without the prefix of a language. */

import type { Language } from "../shop/texts.ts";
import { accountPages } from "./account/page.tsx";
import { cartPage } from "./cart/page.tsx";
import { checkoutPage } from "./checkout/page.tsx";
import { collectionPage } from "./collection/page.tsx";
import { collectionsPage } from "./collections/page.tsx";
import { confirmEmailPage } from "./confirm-email/page.tsx";
import { homePage } from "./home/page.tsx";
import { orderPage } from "./order/page.tsx";
import type { Page } from "./page.ts";
import { productPage } from "./product/page.tsx";
import { reviewsPage } from "./product/reviews-page.tsx";
import { registerPage } from "./register/page.tsx";
import { resetPasswordPage } from "./reset-password/page.tsx";
import { searchPage } from "./search/page.tsx";
import { shopPage } from "./shop-page/page.tsx";
import { signInPage } from "./sign-in/page.tsx";
import { verifyEmailPage } from "./verify-email/page.tsx";
import { withdrawalConfirmationPage, withdrawalPage } from "./withdrawal/page.tsx";

/** An address as it was asked for: no page is the one of addresses that lead nowhere. */
export type PageRoute = { path: string; page: Page | undefined; language: Language };

export const pageRoutes: readonly { path: string; page: Page }[] = [
  { path: "/", page: homePage },
  { path: "/collections", page: collectionsPage },
  { path: "/collections/:slug", page: collectionPage },
  { path: "/products/:slug", page: productPage },
  { path: "/products/:slug/reviews", page: reviewsPage },
  { path: "/search", page: searchPage },
  { path: "/pages/:slug", page: shopPage },
  { path: "/cart", page: cartPage },
  { path: "/checkout", page: checkoutPage },
  { path: "/orders/:number", page: orderPage },
  { path: "/withdrawal", page: withdrawalPage },
  { path: "/withdrawal/confirm", page: withdrawalConfirmationPage },
  { path: "/account", page: accountPages.overview },
  { path: "/account/orders", page: accountPages.orders },
  { path: "/account/addresses", page: accountPages.addresses },
  { path: "/account/cards", page: accountPages.cards },
  { path: "/account/settings", page: accountPages.settings },
  { path: "/account/sign-in", page: signInPage },
  { path: "/account/register", page: registerPage },
  { path: "/verify-email", page: verifyEmailPage },
  { path: "/confirm-email", page: confirmEmailPage },
  { path: "/reset-password", page: resetPasswordPage },
];
