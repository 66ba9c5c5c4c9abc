/** Scenes of purchases: changed carts, codes, accounts, saved cards, and abandoned checkouts. */

import { address, setShipping } from "@hansa/client/buyer";
import {
  CartClaimDocument,
  CartLinesAddDocument,
  CartLinesRemoveDocument,
  CartLinesUpdateDocument,
  CheckoutCompleteDocument,
  CheckoutReopenDocument,
  CheckoutUpdateDocument,
  PaymentConfirmDocument,
  SavedMethodRemoveDocument,
  SavedMethodSetDefaultDocument,
} from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument, CartCodeRemoveDocument, PromotionSaveDocument } from "@hansa/client/documents/settings";
import { perform, requireSuccess } from "@hansa/client/mutation";
import { z } from "zod";
import {
  type Actors,
  begin,
  buyerOf,
  complete,
  confirm,
  customer,
  day,
  expected,
  fillCart,
  jump,
  minute,
  one,
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

export const purchases: readonly Scene[] = [
  {
    title: "a cart is changed repeatedly, and bought with a code",
    act: async (cast) => {
      const code = `SAVE-${cast.name}`.toUpperCase();
      await sendAsStaff(cast, PromotionSaveDocument, { label: "Ten off", code, rateOff: "0.1", usesTotal: 1 });
      const cartId = await fillCart(cast, one);
      const { cart } = await perform(buyerOf(cast), CartLinesAddDocument, {
        cartId,
        lines: [{ variantId: variantOf(cast, 1), quantity: 1 }],
      });
      const first = expected(cart.lines.at(0), "a line").id;
      const other = expected(cart.lines.at(1), "a second line").id;
      await sendAsBuyer(cast, CartLinesUpdateDocument, { cartId, lines: [{ lineId: first, quantity: 2 }] });
      await sendAsBuyer(cast, CartLinesRemoveDocument, { cartId, lineIds: [other] });
      await sendAsBuyer(cast, CartCodeApplyDocument, { cartId, code });
      await sendAsBuyer(cast, CartCodeRemoveDocument, { cartId });
      await sendAsBuyer(cast, CartCodeApplyDocument, { cartId, code });
      const checkoutId = expected(await begin(cast, cartId, "buyer@hansa.example"), "a checkout");
      await setShipping(buyerOf(cast), checkoutId);
      await pay(cast, checkoutId, "tok_ok");
      await complete(cast, checkoutId);
      await pass(cast, 30 * second);
    },
  },
  {
    title: "three free checkouts compete for one use of a code, and two are refused",
    act: async (cast) => {
      const code = `FREE-${cast.name}`.toUpperCase();
      await sendAsStaff(cast, PromotionSaveDocument, {
        label: "Free",
        code,
        rateOff: "1",
        freeShipping: true,
        countries: ["DE"],
        maximumDiscounts: [{ minor: 100_000, currency: "EUR" }],
        usesTotal: 1,
      });
      const checkoutIds: string[] = [];
      for (const _buyer of ["first", "second", "third"]) {
        const cartId = await fillCart(cast, one);
        await sendAsBuyer(cast, CartCodeApplyDocument, { cartId, code });
        const checkoutId = expected(await begin(cast, cartId, "buyer@hansa.example"), "a checkout");
        await setShipping(buyerOf(cast), checkoutId);
        checkoutIds.push(checkoutId);
      }
      const [first = "", ...late] = checkoutIds;
      await complete(cast, first);
      for (const checkoutId of late)
        await sendAsBuyer(cast, CheckoutCompleteDocument, {
          checkoutId,
          idempotencyKey: `${cast.name}-complete-${checkoutId}`,
        });
      await pass(cast, 30 * second);
    },
  },
  {
    title: "a customer claims a guest's cart, buys with a saved address and card, and removes the card",
    act: async (guest) => {
      const cartId = await fillCart(guest, one);
      const cast: Actors = { ...guest, client: customer(guest.userId) };
      await sendAsBuyer(cast, CartClaimDocument, { cartId });
      const checkoutId = expected(await begin(cast, cartId), "a checkout");
      await setShipping(buyerOf(cast), checkoutId, { savedAddressId: cast.userId.replace("usr", "addr") });
      await pay(cast, checkoutId, "tok_ok", { saveMethod: true });
      await complete(cast, checkoutId);
      await pass(cast, 5 * second);
      const id = expected(await savedMethod(cast), "a card that is kept");
      await sendAsBuyer(cast, SavedMethodSetDefaultDocument, { id });
      await sendAsBuyer(cast, SavedMethodRemoveDocument, { id });
    },
  },
  {
    title: "checkouts are abandoned, changed, started for more than the stock, and deleted after a month",
    act: async (cast) => {
      await begin(cast, await fillCart(cast, one));
      const cartId = await fillCart(cast, one);
      await begin(cast, cartId);
      await sendAsBuyer(cast, CartLinesAddDocument, {
        cartId,
        lines: [{ variantId: variantOf(cast, 1), quantity: 1 }],
      });
      const scarce = { shelf: 7, quantity: 1 };
      const tooLate = await fillCart(cast, scarce);
      await begin(cast, await fillCart(cast, scarce));
      if (await begin(cast, tooLate)) throw new Error("more was held than there is");
      await jump(cast, 16 * minute);
      await pass(cast, 40 * second);
      await jump(cast, 31 * day);
    },
  },
  {
    title: "a checkout is abandoned, and its stock is released after an hour",
    act: async (cast) => {
      await pay(cast, await readyToPay(cast, one), "tok_second_step");
      await pass(cast, 40 * second);
      await jump(cast, 16 * minute);
      await jump(cast, 50 * minute);
    },
  },
  {
    title: "a checkout is reopened while its payment is pending, and paid with other cards",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      await pay(cast, checkoutId, "tok_second_step");
      await sendAsBuyer(cast, CheckoutReopenDocument, { checkoutId, idempotencyKey: `${cast.name}-reopen` });
      await pay(cast, checkoutId, "tok_declined");
      await pass(cast, 2 * second);
      await confirm(cast, checkoutId, await startSecondStep(cast, checkoutId, `${cast.name}-pay-again`));
      await complete(cast, checkoutId);
    },
  },
  {
    title: "a payment leads to the page of its bank, where the buyer confirms it twice",
    act: async (cast) => {
      const checkoutId = await readyToPay(cast, one);
      const { payment } = requireSuccess(await pay(cast, checkoutId, "tok_redirect"));
      const page = expected(payment.clientAction?.redirectUrl ?? undefined, "the page of a bank");
      const ref = expected(page.split("/").at(-1), "a reference");
      const press = () => retryUntilDone(cast, () => cast.shop.command("payments", "confirm at the bank", ref));
      await Promise.all([press(), press()]);
      const returned = { paymentId: payment.id, checkoutId, idempotencyKey: `${cast.name}-returned` };
      await sendAsBuyer(cast, PaymentConfirmDocument, returned);
      await complete(cast, checkoutId);
    },
  },
  {
    title: "the reservation of a checkout is lost, and its next update reports it",
    act: async (cast) => {
      const checkoutId = expected(await begin(cast, await fillCart(cast, one)), "a checkout");
      cast.shop.stop("orders");
      await jump(cast, 26 * minute);
      await pass(cast, 40 * second);
      cast.shop.mend();
      // An address makes the short hold of an unnamed guest a normal one, which products is asked for.
      const email = "buyer@hansa.example";
      const inSomeTab = () =>
        sendAsBuyer(cast, CheckoutUpdateDocument, { checkoutId, email, shippingAddress: address });
      await Promise.all([inSomeTab(), inSomeTab(), inSomeTab(), inSomeTab()]);
    },
  },
];

const entities = z.object({
  _entities: z.array(z.object({ savedPaymentMethods: z.array(z.object({ id: z.string() })) })),
});

/** The card that the customer keeps. */
async function savedMethod({ shop, userId, client: { viewer } }: Actors): Promise<string | undefined> {
  const query = `query Kept($who: [_Any!]!) { _entities(representations: $who) { ... on User { savedPaymentMethods { id } } } }`;
  const variables = { who: [{ __typename: "User", id: userId }] };
  const { data } = await shop.ask("payments", { query, variables, viewer }, 10 * second);
  return entities.parse(data)._entities[0]?.savedPaymentMethods[0]?.id;
}
