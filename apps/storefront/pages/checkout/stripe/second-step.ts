/** The second step of a payment in the provider's own window, and the way on from it. */
import type { Language } from "../../../shop/texts.ts";
import { confirmPayment, reopenCheckout, type StepOutcome } from "../actions.ts";
import type { CheckoutContent } from "../reading.ts";
import { type PaymentScript, startScript } from "./script.ts";

type WaitingPayment = { id: string; clientSecret: string };

/**
 * Opens the window of the bank, unless the step is over already, as after a reload. A step that failed ends the payment, so that another card can be
 * used. Throws while the script cannot be loaded.
 */
export async function takeSecondStep(
  checkout: CheckoutContent,
  { id, clientSecret }: WaitingPayment,
  script: PaymentScript,
  language: Language,
): Promise<StepOutcome> {
  const stripe = await startScript(script, language);
  const before = await stripe.retrievePaymentIntent(clientSecret);
  const handled =
    before.paymentIntent?.status === "requires_action" ? await stripe.handleNextAction({ clientSecret }) : before;
  const status = handled.error?.payment_intent?.status ?? handled.paymentIntent?.status;
  if (status === "requires_payment_method") {
    await reopenCheckout(checkout);
    return { kind: "not confirmed" };
  }
  if (handled.error && status === undefined) return { kind: "refused", text: handled.error.message ?? "" };
  return confirmPayment(checkout.id, id);
}
