/** Stripe's form of a card, in frames of Stripe: the shop never sees a number. What comes back is a token for one payment. */
import type { Appearance, Stripe } from "@stripe/stripe-js";

/** A token, or the fault that the buyer can mend, in Stripe's words and the page's language. */
type CardToken = { token: string } | { fault: string };

export type CardForm = {
  /**
   * The token of what is typed, for the attempt with this number. It stays the same until the card is changed or the attempt has ended: after a lost
   * response the request can be repeated as it was.
   */
  makeToken(attempt: number): Promise<CardToken>;
  /** The amount and whether the card is to be saved, which the token must agree with. */
  update(terms: CardTerms): void;
  remove(): void;
};

export type CardTerms = { amountMinor: number; isSaved: boolean };

/** Opens the form in `place`; `onReady` is called once it can be used, `onFail` if it cannot be shown. */
export function openCardForm(
  stripe: Stripe,
  place: HTMLElement,
  { currency, ...terms }: CardTerms & { currency: string },
  { onReady, onFail }: { onReady(): void; onFail(): void },
): CardForm {
  const elements = stripe.elements({
    mode: "payment",
    captureMethod: "manual",
    // The same as in the payment that the shop creates.
    allowedPaymentMethodTypes: ["card"],
    currency: currency.toLowerCase(),
    appearance: appearanceOf(place),
    ...termsOf(terms),
  });
  const element = elements.create("payment", {
    layout: "tabs",
    wallets: { applePay: "never", googlePay: "never", link: "never" },
  });
  let updated: Promise<unknown> = Promise.resolve();
  let made: { attempt: number; token: string } | undefined;
  element.on("ready", onReady);
  element.on("loaderror", onFail);
  element.on("change", () => {
    made = undefined;
  });
  element.mount(place);
  return {
    makeToken: async (attempt) => {
      if (made?.attempt === attempt) return { token: made.token };
      await updated;
      const { error: typed } = await elements.submit();
      if (typed) return { fault: typed.message ?? "" };
      const { error, confirmationToken } = await stripe.createConfirmationToken({ elements });
      if (error) return { fault: error.message ?? "" };
      made = { attempt, token: confirmationToken.id };
      return { token: confirmationToken.id };
    },
    update: (changed) => {
      made = undefined;
      updated = elements.update(termsOf(changed));
    },
    remove: () => element.destroy(),
  };
}

function termsOf({ amountMinor, isSaved }: CardTerms) {
  return { amount: amountMinor, setupFutureUsage: isSaved ? ("on_session" as const) : null };
}

/** The look of the page, read where the form stands: Stripe's frames do not see the page's styles. */
function appearanceOf(place: HTMLElement): Appearance {
  const { color, backgroundColor, borderTopColor, fontFamily } = getComputedStyle(place);
  return {
    theme: "stripe",
    variables: {
      colorText: color,
      colorPrimary: color,
      colorBackground: backgroundColor,
      fontFamily,
      borderRadius: "8px",
    },
    rules: { ".Input": { borderColor: borderTopColor, boxShadow: "none" } },
  };
}
