/** The steps after a purchase: reading the order, cancellation, refund, and misuse of the idempotency key. */
import { OrderCancelDocument, OrderRefundDocument, OrderStateDocument } from "@hansa/client/documents/orders";
import { CheckoutCompleteDocument } from "@hansa/client/documents/purchase";
import { type Client, sendUntilSettled, sendWithJournal } from "./client.ts";
import type { Bought, Wish } from "./purchase.ts";

const looks = 0.4;
const cancels = 0.06;
const isRefunded = 0.06;
const misusesKey = 0.02;

/** A refund that a bank sends back is rare: a buyer who pays with this token is always given something back. */
const alwaysRefunded = "tok_refund_comes_back";

/** `finance` is the desk that gives money back. */
export async function continueAfterPurchase(
  client: Client,
  finance: Client,
  wish: Wish,
  { id, guestToken, totalMinor }: Bought,
) {
  const { chance, account } = client;
  const proof = guestToken === null ? {} : { guestToken };
  if (chance.happens(cancels)) {
    const input = { orderId: id, idempotencyKey: `${wish.name}-cancel`, ...proof };
    await sendUntilSettled(client, OrderCancelDocument, { input });
  } else if (chance.happens(wish.paymentToken === alwaysRefunded ? 1 : isRefunded)) {
    const adjustmentMinor = chance.whole(1, Math.min(150, totalMinor));
    const input = { orderId: id, adjustmentMinor, reason: "Sorry.", idempotencyKey: `${wish.name}-refund` };
    await sendUntilSettled(finance, OrderRefundDocument, { input });
  }
  if (chance.happens(misusesKey)) {
    const input = { checkoutId: `${wish.name}-other`, idempotencyKey: `${wish.name}-complete` };
    // For a signed-in customer this is the same key with other arguments; a guest's keys belong to the checkout.
    if (account) await sendWithJournal(client, CheckoutCompleteDocument, { input });
  }
  if (chance.happens(looks)) {
    const proofOfGuest = guestToken === null ? {} : { token: guestToken };
    for (const _look of [1, 2]) await sendUntilSettled(client, OrderStateDocument, { id, ...proofOfGuest });
  }
}
