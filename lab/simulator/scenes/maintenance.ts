/** Scenes of maintenance: stock counts, reconciliation, erasure, and delayed webhooks, events and e-mails. */
import { address, setShipping } from "@hansa/client/buyer";
import { OrderCancelDocument, OrderClaimDocument } from "@hansa/client/documents/orders";
import {
  InventoryAdjustDocument,
  InventoryAdjustManyDocument,
  PriceSetDocument,
} from "@hansa/client/documents/products";
import { MissingRatesDocument } from "@hansa/client/documents/settings";
import { requireSuccess } from "@hansa/client/mutation";
import { z } from "zod";
import { serviceNames } from "../shop/services.ts";
import {
  type Actors,
  askAsStaff,
  begin,
  buy,
  buyerOf,
  complete,
  customer,
  expected,
  fillCart,
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
  variantOf,
} from "./actors.ts";
import type { Scene } from "./scene.ts";
import { breakWrites } from "./store-fault.ts";

export const maintenance: readonly Scene[] = [
  {
    title: "each service is restarted, as with a new release, and a customer buys",
    act: async (cast) => {
      for (const name of serviceNames) {
        cast.shop.stop(name);
        await pass(cast, second);
        cast.shop.mend();
        await pass(cast, 15 * second);
      }
      await buy(cast);
    },
  },
  {
    title: "stock is adjusted, for one variant and for many",
    act: async (cast) => {
      const counted = { variantId: variantOf(cast, 0), delta: -1, reason: "COUNTED" } as const;
      await sendAsStaff(cast, InventoryAdjustDocument, { ...counted, idempotencyKey: `${cast.name}-one` });
      const shelf = { variantId: variantOf(cast, 2), counted: 1_000, reason: "COUNTED" } as const;
      await sendAsStaff(cast, InventoryAdjustDocument, { ...shelf, idempotencyKey: `${cast.name}-shelf` });
      const adjustments = [counted, { variantId: variantOf(cast, 1), delta: 3, reason: "RECEIVED" as const }];
      await sendAsStaff(cast, InventoryAdjustManyDocument, { adjustments, idempotencyKey: `${cast.name}-many` });
    },
  },
  {
    title: "prices are set from a day of the shop on",
    act: async (cast) => {
      for (const shelf of [0, 1]) {
        const price = { variantId: variantOf(cast, shelf), currency: "EUR", amountMinor: 450 };
        await sendAsStaff(cast, PriceSetDocument, { ...price, startsOn: "2026-03-01" });
      }
    },
  },
  {
    title:
      "a refund is made on the provider's website, and the daily reconciliation finds it before its message arrives",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      const paymentId = requireSuccess(await pay(cast, checkoutId, "tok_ok")).payment.id;
      await orderOf(cast, checkoutId);
      await pass(cast, 10 * second);
      cast.shop.hinder("payments /webhooks/sandbox", "lost");
      await retryUntilDone(cast, () => cast.shop.command("payments", "refund in the dashboard", paymentId));
      await retryUntilDone(cast, () => cast.shop.command("payments", "reconcile", "3"));
      cast.shop.mend();
      await pass(cast, 70 * second);
    },
  },
  {
    title: "the order of a guest joins the account that verifies its address, and another one is claimed",
    act: async (cast) => {
      const email = `late-${cast.name}@hansa.example`;
      const checkoutId = expected(await begin(cast, await fillCart(cast, one)), "a checkout");
      await setShipping(buyerOf(cast), checkoutId, { shippingAddress: address, email });
      await pay(cast, checkoutId, "tok_ok");
      await complete(cast, checkoutId);
      await retryUntilDone(cast, () => cast.shop.command("users", "verify an address", `${cast.userId} ${email}`));
      await pass(cast, 10 * second);
      const other = await buy({ ...cast, name: `${cast.name}-other` });
      const guestToken = expected(cast.client.guest.at(-1), "a guest token");
      const claim = { orderId: other.id, guestToken, idempotencyKey: `${cast.name}-claim` };
      await sendAsBuyer({ ...cast, client: customer(cast.userId) }, OrderClaimDocument, claim);
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a customer is erased, and so is a guest",
    act: async (cast) => {
      await cancelledOrder(cast);
      await cancelledOrder({ ...cast, name: `${cast.name}-own`, client: customer(cast.userId) });
      await retryUntilDone(cast, () => cast.shop.command("users", "erase", cast.userId));
      const guest = { id: `${cast.name}-guest`, email: "buyer@hansa.example" };
      await retryUntilDone(cast, () => cast.shop.askInternally("orders", "eraseGuest", guest, 5 * second));
      await jump(cast, minute);
      // The next guest buys under the same address and must not be erased with this one. A killed process runs its jobs within 15 s.
      await pass(cast, 20 * second);
    },
  },
  {
    title: "provider messages are about no payment of the shop, unreadable, or cannot be stored",
    leaves: /"eventId":"sbxevt_unreadable[^"]*","state":"dead_letter"/,
    act: async (cast) => {
      const nothing = { clientAction: null, card: null, failure: null, savedMethod: null };
      const payment = { ref: "sbx_other", amountMinor: 1, currency: "EUR", state: "AUTHORIZED", ...nothing };
      const lists = { captures: [], refunds: [], disputes: [] };
      const stranger = { type: "payment.authorized", createdAt: 0, metadata: {}, payment: { ...payment, ...lists } };
      await hear(cast, { id: `sbxevt_stranger-${cast.name}`, ...stranger });
      await hear(cast, { id: `sbxevt_unreadable-${cast.name}` });
      const mend = await breakWrites(cast, "payments", "UPDATE ON webhook_inbox WHEN NEW.state = 'applied'");
      await buy(cast);
      await pass(cast, 15 * second);
      await mend();
      await pass(cast, 15 * second);
    },
  },
  {
    title: "an event of a payment cannot be applied for a long time",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      const mend = await breakWrites(cast, "orders", "INSERT ON orders");
      cast.shop.stop("orders");
      cast.shop.mend();
      await pass(cast, 15 * second);
      cast.shop.hinder("orders /internal/paymentChanged", "lost");
      await pay(cast, checkoutId, "tok_ok");
      await pass(cast, 5 * minute);
      await jump(cast, 5 * minute);
      await pass(cast, 2 * minute);
      await mend();
      await jump(cast, 5 * minute);
      cast.shop.mend();
      await orderOf(cast, checkoutId);
    },
  },
  {
    title: "the owner asks for missing rates until products answers",
    act: (cast) => retryUntilDone(cast, async () => foundRates.parse(await askAsStaff(cast, MissingRatesDocument, {}))),
  },
  {
    title: "no e-mail is sent for a while",
    act: async (cast) => {
      cast.shop.hinder("mail", "lost");
      await buy(cast);
      await pass(cast, 30 * second);
      cast.shop.mend();
      await pass(cast, 40 * second);
    },
  },
];

const foundRates = z.object({ shopSetup: z.object({ missingRates: z.array(z.object({ country: z.string() })) }) });

/** The bank's word arrives, signed as it signs. */
function hear(cast: Actors, message: object): Promise<unknown> {
  return retryUntilDone(cast, () => cast.shop.command("payments", "hear", JSON.stringify(message)));
}

/** Places an order and cancels it, until no work is left. */
async function cancelledOrder(cast: Actors): Promise<void> {
  const checkoutId = await readyToPay(cast, one);
  await pay(cast, checkoutId, "tok_ok");
  const { id: orderId } = await orderOf(cast, checkoutId);
  cast.client.guest.push(checkoutId);
  await pass(cast, 5 * second);
  await sendAsStaff(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
  await pass(cast, 5 * second);
}
