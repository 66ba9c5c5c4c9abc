/** Scenes with uncertain payments: unanswered, lost or late calls and reports of the provider. */
import { OrderCancelDocument } from "@hansa/client/documents/orders";
import { InventoryAdjustDocument } from "@hansa/client/documents/products";
import { CheckoutReopenDocument, CheckoutUpdateDocument, PaymentStartDocument } from "@hansa/client/documents/purchase";
import { readCheckout, sendOnce } from "../clients/client.ts";
import {
  type Actors,
  buy,
  complete,
  confirm,
  day,
  jump,
  minute,
  one,
  orderOf,
  pass,
  pay,
  readyToPay,
  retryUntilDone,
  second,
  sendAsBuyer,
  sendAsStaff,
  startSecondStep,
  variantOf,
} from "./actors.ts";
import type { Scene } from "./scene.ts";

export const payments: readonly Scene[] = [
  {
    title: "the provider refuses the capture of an authorised payment",
    act: async (cast) => void (await buy(cast, [one], "tok_capture_refused")),
  },
  {
    title: "products and the provider respond late",
    act: async (cast) => {
      cast.shop.hinder("products /internal/commit", "late");
      cast.shop.hinder("payments /internal/capture", "late");
      await buy(cast);
      cast.shop.mend();
    },
  },
  {
    title: "an order is cancelled before its capture is known",
    act: (cast) => callOffWhile(cast, "lost"),
  },
  {
    title: "an order is cancelled after its capture, before the capture is known",
    act: (cast) => callOffWhile(cast, "answerLost"),
  },
  {
    title: "responses of the provider are lost, and it is slow",
    act: async (cast) => {
      await pay(cast, await readyToPay(cast, one), "tok_lost_answer");
      cast.shop.hinder("payments /webhooks/sandbox", "lost");
      const checkoutId = await readyToPay(cast, one);
      await pay(cast, checkoutId, "tok_processing");
      await pass(cast, 70 * second);
      await orderOf(cast, checkoutId);
      cast.shop.mend();
      await pass(cast, 30 * second);
    },
  },
  {
    title: "the authorisation of a payment becomes known after the checkout has expired",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      const paymentId = await startSecondStep(cast, checkoutId);
      cast.shop.hinder("payments /internal/events", "answerLost");
      await confirm(cast, checkoutId, paymentId);
      await jump(cast, 16 * minute);
      await jump(cast, 50 * minute);
      await orderOf(cast, checkoutId);
      cast.shop.mend();
    },
  },
  {
    title: "a buyer pays while the provider is unreachable, leaves, and is not charged later",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      await retryUntilDone(cast, () => cast.shop.breakProvider("error"));
      const input = { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: `${cast.name}-pay` };
      await sendOnce(cast, cast.client, PaymentStartDocument, input);
      await jump(cast, 16 * minute);
      await jump(cast, 50 * minute);
      await pass(cast, minute);
      await retryUntilDone(cast, () => cast.shop.breakProvider(""));
      await pass(cast, 90 * second);
      const seen = await readCheckout(cast, cast.client, checkoutId);
      // A bank that dies with its service comes back sound, and may have taken the call in time.
      if (seen?.state !== "EXPIRED" && cast.shop.deaths() === 0) cast.blamed(`${checkoutId} is ${seen?.state}`);
    },
  },
  {
    title: "the provider answers more than a day after the payment, which is voided",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      cast.shop.hinder("payments /webhooks/sandbox", "lost");
      const input = {
        checkoutId,
        methodCode: "card",
        paymentToken: "tok_lost_answer",
        idempotencyKey: `${cast.name}-pay`,
      };
      await sendOnce(cast, cast.client, PaymentStartDocument, input);
      await retryUntilDone(cast, () => cast.shop.breakProvider("error"));
      await jump(cast, day);
      await pass(cast, 2 * minute);
      await retryUntilDone(cast, () => cast.shop.breakProvider(""));
      cast.shop.mend();
      await pass(cast, 2 * minute);
      const seen = await readCheckout(cast, cast.client, checkoutId);
      // A bank that dies with its service comes back sound, and may have answered in time.
      if (seen?.state !== "EXPIRED" && cast.shop.deaths() === 0) cast.blamed(`${checkoutId} is ${seen?.state}`);
    },
  },
  {
    title: "an event of a payment arrives after its checkout was reopened and changed",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      const paymentId = await startSecondStep(cast, checkoutId);
      cast.shop.hinder("payments /internal/events", "answerLost");
      await confirm(cast, checkoutId, paymentId);
      await sendAsBuyer(cast, CheckoutReopenDocument, { checkoutId, idempotencyKey: `${cast.name}-reopen` });
      await sendAsBuyer(cast, CheckoutUpdateDocument, { checkoutId, email: "other@hansa.example" });
      cast.shop.mend();
      await pass(cast, 30 * second);
    },
  },
  {
    title: "orders is paused during a payment, and its reservation is released and lost",
    act: async (cast) => {
      const shelf = 5;
      const checkoutId = await readyToPay(cast, { shelf, quantity: 1 });
      const paymentId = await startSecondStep(cast, checkoutId);
      cast.shop.stop("orders");
      await confirm(cast, checkoutId, paymentId);
      await jump(cast, 80 * minute);
      await pass(cast, 40 * second);
      const broken = { variantId: variantOf(cast, shelf), reason: "DAMAGED" } as const;
      for (let unit = 0; unit < 4; unit += 1)
        await sendAsStaff(cast, InventoryAdjustDocument, {
          ...broken,
          delta: -1,
          idempotencyKey: `${cast.name}-broken-${unit}`,
        });
      cast.shop.mend();
      await orderOf(cast, checkoutId);
      await pass(cast, 40 * second);
      const found = { variantId: variantOf(cast, shelf), reason: "RECEIVED", delta: 4 } as const;
      await sendAsStaff(cast, InventoryAdjustDocument, { ...found, idempotencyKey: `${cast.name}-found` });
    },
  },
];

/** Cancels an order while its capture is unanswered. */
async function callOffWhile(cast: Actors, mishap: "lost" | "answerLost"): Promise<void> {
  const checkoutId = await readyToPay(cast, one);
  cast.shop.hinder("payments /internal/capture", mishap);
  await pay(cast, checkoutId, "tok_ok");
  const { id: orderId } = await complete(cast, checkoutId);
  await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
  cast.shop.mend();
  await pass(cast, 30 * second);
}
