/** The forms of the storefront's islands: where each is, what a person types there, and the press that sends it. */
import { demoAccount } from "@hansa/client/demo-accounts";
import type { Page } from "playwright-core";
import { signIn } from "./account.ts";
import { addProduct, guest, prepareCheckout } from "./shopper.ts";

export type Form = {
  name: string;
  /** The file that has the form, below the storefront. */
  source: string;
  path: string;
  /** The texts that are typed, by the names of the fields. */
  typed: Readonly<Record<string, string>>;
  /** Fields whose text no tab keeps. */
  secrets?: readonly string[];
  /** A reload and Back begin it anew, as the browser has it: it holds a choice of a moment. */
  isForgotten?: boolean;
  /** The button that sends it. Absent: the browser sends it. */
  press?: string;
  /** The steps of a person before, once. */
  before?(page: Page, origin: string): Promise<void>;
  /** The press that opens it on its page; absent: the document has the form. */
  open?: string;
};

const secret = "a-password-of-mine";
const email = "ada.byron@hansa.example";
const asCustomer = async (page: Page, origin: string) => {
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.getByText("Hello, Ada Brandis.").waitFor();
};
const withMug = (page: Page, origin: string) => addProduct(page, origin, "tidemark-mug");
const settings = "pages/account/elements/profile-forms.tsx";

export const forms: readonly Form[] = [
  {
    name: "sign in",
    source: "pages/sign-in/islands/sign-in-view.tsx",
    path: "/account/sign-in",
    typed: { email, password: secret },
    secrets: ["password"],
    press: "Sign in",
  },
  {
    name: "register",
    source: "pages/register/islands/register-view.tsx",
    path: "/account/register",
    typed: { name: "Ada Byron", email, password: secret },
    secrets: ["password"],
    press: "Create an account",
  },
  {
    name: "forgotten password",
    source: "pages/reset-password/islands/reset-password-view.tsx",
    path: "/reset-password",
    typed: { email },
    press: "Send the mail",
  },
  {
    name: "confirmed address",
    source: "shop/account/mail-link.tsx",
    path: "/verify-email#token=not-a-token",
    typed: { password: secret },
    secrets: ["password"],
    press: "Confirm the address",
  },
  {
    name: "withdrawal",
    source: "pages/withdrawal/islands/withdrawal-form.tsx",
    path: "/withdrawal",
    typed: { number: "100001", email, lastName: "Byron" },
    press: "Confirm withdrawal",
  },
  {
    name: "product",
    source: "pages/product/islands/buy-box.tsx",
    path: "/products/tidemark-mug",
    typed: { quantity: "3" },
    isForgotten: true,
    press: "Add to cart",
  },
  {
    name: "search",
    source: "layout/search/islands/search-field.tsx",
    path: "/search",
    typed: { q: "lamp" },
    isForgotten: true,
  },
  {
    name: "code",
    source: "pages/cart/elements/code-form.tsx",
    path: "/cart",
    typed: { code: "SPRING" },
    press: "Apply",
    before: withMug,
  },
  {
    name: "contact",
    source: "pages/checkout/elements/contact-form.tsx",
    path: "/checkout",
    typed: guest,
    press: "Save and continue",
    before: async (page, origin) => {
      await withMug(page, origin);
      await page.goto(`${origin}/cart`);
      await page.getByRole("button", { name: "To checkout" }).click();
      await page.waitForURL("**/checkout");
    },
  },
  {
    name: "billing address",
    source: "pages/checkout/elements/billing-step.tsx",
    path: "/checkout",
    typed: { lastName: "Huber", company: "Huber GmbH", line1: "Ring 1", postalCode: "20459", city: "Hamburg" },
    press: "Save the billing address",
    before: async (page, origin) => {
      await withMug(page, origin);
      await prepareCheckout(page, origin, { ...guest, email: "billing@hansa.example" });
    },
    open: "Use another billing address",
  },
  {
    name: "payment",
    source: "pages/checkout/elements/payment.tsx",
    path: "/checkout",
    typed: { token: "tok_declined" },
    press: "Order with obligation to pay",
    before: async (page, origin) => {
      await withMug(page, origin);
      await prepareCheckout(page, origin, { ...guest, email: "transitions@hansa.example" });
    },
  },
  {
    name: "new address",
    source: "pages/account/elements/address-editor.tsx",
    path: "/account/addresses",
    typed: { firstName: "Ada", lastName: "Byron", line1: "Am Sandtorkai 1", postalCode: "20457", city: "Hamburg" },
    press: "Save",
    before: asCustomer,
    open: "Add an address",
  },
  {
    name: "own name",
    source: settings,
    path: "/account/settings",
    typed: { name: "Ada King" },
    press: "Save",
    before: asCustomer,
  },
  {
    name: "new password",
    source: settings,
    path: "/account/settings",
    typed: { "current-password": secret, "new-password": `${secret}-2` },
    secrets: ["current-password", "new-password"],
    press: "Change the password",
    before: asCustomer,
  },
  {
    name: "new e-mail",
    source: "pages/account/elements/email-form.tsx",
    path: "/account/settings",
    typed: { "new-email": email, "email-password": secret },
    secrets: ["email-password"],
    press: "Change the address",
    before: asCustomer,
  },
  {
    name: "end of the account",
    source: "pages/account/elements/erase-form.tsx",
    path: "/account/settings",
    typed: { "erase-password": secret },
    secrets: ["erase-password"],
    press: "Delete my account for good",
    before: asCustomer,
  },
];

/** Forms into which nothing is typed: a choice is sent with its press. */
export const choices = ["pages/cart/elements/currency-form.tsx", "pages/checkout/elements/saved-addresses.tsx"];
/** Its order has to be delivered first: a story of orders does it. */
export const elsewhere = ["pages/order/elements/order-actions.tsx", "pages/order/elements/reviews.tsx"];
