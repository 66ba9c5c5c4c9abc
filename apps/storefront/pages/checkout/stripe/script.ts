/** Stripe's script: loaded once for a document from the address that the graph names, and started with the shop's public key. */
import type { Stripe, StripeConstructor } from "@stripe/stripe-js";
import type { Language } from "../../../shop/texts.ts";

/** The script of a payment method, as the graph names it. */
export type PaymentScript = { url: string; publishableKey: string };

/** A script that is silent for so long is taken for one that cannot be loaded. */
const patienceMs = 15_000;

let loading: Promise<StripeConstructor> | undefined;
const started = new Map<string, Stripe>();

/** Starts the script, which is loaded first if need be. Rejects if it cannot be loaded; the next call tries again. */
export async function startScript({ url, publishableKey }: PaymentScript, locale: Language): Promise<Stripe> {
  loading ??= load(url).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const open = await loading;
  const stripe = started.get(publishableKey) ?? open(publishableKey, { locale });
  started.set(publishableKey, stripe);
  return stripe;
}

function load(url: string): Promise<StripeConstructor> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      script.remove();
      reject(new Error(`${url} cannot be loaded`));
    };
    const timer = setTimeout(fail, patienceMs);
    script.addEventListener("error", fail);
    script.addEventListener("load", () => {
      clearTimeout(timer);
      if (window.Stripe) resolve(window.Stripe);
      else fail();
    });
    script.src = url;
    document.head.append(script);
  });
}
