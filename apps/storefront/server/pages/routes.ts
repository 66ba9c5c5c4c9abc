/** The addresses of the pages, without the prefix of a language. */
import { accountPages } from "../../pages/account/page.tsx";
import { cartPage } from "../../pages/cart/page.tsx";
import { checkoutPage } from "../../pages/checkout/page.tsx";
import { collectionPage } from "../../pages/collection/page.tsx";
import { confirmEmailPage } from "../../pages/confirm-email/page.tsx";
import { homePage } from "../../pages/home/page.tsx";
import { orderPage } from "../../pages/order/page.tsx";
import { productPage } from "../../pages/product/page.tsx";
import { registerPage } from "../../pages/register/page.tsx";
import { resetPasswordPage } from "../../pages/reset-password/page.tsx";
import { searchPage } from "../../pages/search/page.tsx";
import { shopPage } from "../../pages/shop-page/page.tsx";
import { signInPage } from "../../pages/sign-in/page.tsx";
import { verifyEmailPage } from "../../pages/verify-email/page.tsx";
import { withdrawalConfirmationPage, withdrawalPage } from "../../pages/withdrawal/page.tsx";
import type { Language } from "../../shop/texts.ts";
import type { Page } from "./page.ts";

/** An address as it was asked for: no page is the one of addresses that lead nowhere. */
export type PageRoute = { path: string; page: Page | undefined; language: Language };

export const pageRoutes: readonly { path: string; page: Page }[] = [
  { path: "/", page: homePage },
  { path: "/collections/:slug", page: collectionPage },
  { path: "/products/:slug", page: productPage },
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
