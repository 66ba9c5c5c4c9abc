/** The content security policy of a page that takes payments: the hosts of the shop's payment providers, which no other page may load from. */
import { policyText, storefrontDirectives } from "../headers.ts";

type Sources = Readonly<Record<"script-src" | "frame-src" | "connect-src", readonly string[]>>;

/** The payments of the shop, as the router knows them. */
export type PaymentSettings = {
  /** The names in HANSA_PAYMENT_PROVIDERS. */
  providers: readonly string[];
  /** The origin of a stand-in for Stripe, which serves its script too. */
  stripeOrigin: string | undefined;
};

/** Reads the names and the address of a stand-in. */
export function paymentSettings(providers: string, stripeUrl: string | undefined): PaymentSettings {
  return {
    providers: providers.split(",").map((name) => name.trim()),
    stripeOrigin: stripeUrl === undefined ? undefined : new URL(stripeUrl).origin,
  };
}

/** The header by which a storefront says that a page takes payments. Browsers do not get it. */
export const pageHeader = "hansa-page";
export const paymentPage = "payment";

/** The hosts that Stripe's guide to security names for its script, its frames and its API. */
const stripeSources: Sources = {
  "script-src": ["https://js.stripe.com", "https://*.js.stripe.com"],
  "frame-src": ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  "connect-src": ["https://api.stripe.com"],
};

/** The text of the policy: that of other pages, and the hosts of each provider with a script. The list is closed: a storefront adds none. */
export function paymentPolicy({ providers, stripeOrigin }: PaymentSettings): string {
  if (!providers.includes("stripe")) return policyText(storefrontDirectives);
  const own = stripeOrigin === undefined ? undefined : [stripeOrigin];
  const added = (directive: keyof Sources) => ["'self'", ...(own ?? stripeSources[directive])];
  return policyText({
    ...storefrontDirectives,
    "script-src": added("script-src"),
    "frame-src": added("frame-src"),
    "connect-src": added("connect-src"),
  });
}
