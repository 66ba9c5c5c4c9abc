/** Mails of an order that staff may not send again: more than five an hour or fifty, and those that it has not had or that are no longer so. */
import { expect, test } from "vitest";
import { addMails, correctContact, mailsOf, resendMail } from "../support/contact.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  deliver,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  ship,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

test("five e-mails of an order are sent again within an hour, of another order others", async () => {
  const s = await shop();
  const [order, other] = [await buy(s), await buy(s)];
  for (let times = 0; times < 5; times += 1)
    expect(await resendMail(s, order, "CONFIRMED")).toMatchObject({ __typename: "OrderMailQueued" });
  await s.runtime.advance(20 * minute);
  expect(await resendMail(s, order, "CONFIRMED")).toMatchObject({
    __typename: "RateLimitedError",
    retryAfterMs: 40 * minute,
  });
  expect(await mailsOf(s, order)).toHaveLength(6);
  expect(await resendMail(s, other, "CONFIRMED")).toMatchObject({ __typename: "OrderMailQueued" });
  // A refused one does not count.
  expect(await resendMail(s, order, "SHIPPED")).toMatchObject({ blockedBy: "MAIL_UNKNOWN" });
  await s.runtime.advance(40 * minute);
  expect(await resendMail(s, order, "CONFIRMED")).toMatchObject({ __typename: "OrderMailQueued" });
});

test("fifty e-mails of an order are sent again in all", async () => {
  const s = await shop();
  const order = await buy(s);
  await addMails(s, order, 49);
  expect(await resendMail(s, order, "CONFIRMED")).toMatchObject({ __typename: "OrderMailQueued" });
  expect(await resendMail(s, order, "CONFIRMED")).toMatchObject({
    __typename: "InvalidTransitionError",
    blockedBy: "MAIL_LIMIT",
  });
});

type Refused = [
  what: string,
  kind: string,
  blockedBy: string,
  prepare: (s: Shop) => Promise<{ order: Bought; subjectId?: string }>,
];

test.each<Refused>([
  ["a parcel that has not left", "SHIPPED", "MAIL_UNKNOWN", async (s) => ({ order: await buy(s) })],
  [
    "a parcel of another order",
    "SHIPPED",
    "MAIL_UNKNOWN",
    async (s) => ({ order: await buy(s), subjectId: await ship(s, await buy(s), 1) }),
  ],
  [
    "a kind about another subject",
    "REFUNDED",
    "MAIL_UNKNOWN",
    async (s) => {
      const order = await buy(s);
      return { order, subjectId: await ship(s, order, 1) };
    },
  ],
  [
    "a parcel without its id",
    "SHIPPED",
    "MAIL_UNKNOWN",
    async (s) => {
      const order = await buy(s);
      await ship(s, order, 1);
      return { order };
    },
  ],
  ...(["LOST", "RETURNED"] as const).map(
    (status): Refused => [
      `a parcel that is ${status}`,
      "SHIPPED",
      "MAIL_OUTDATED",
      async (s) => {
        const order = await buy(s);
        const subjectId = await ship(s, order, 1);
        await updateShipment(s, subjectId, { status });
        return { order, subjectId };
      },
    ],
  ),
  [
    "the confirmation of a cancelled order",
    "CONFIRMED",
    "MAIL_OUTDATED",
    async (s) => {
      const order = await buy(s);
      await cancel(s, order.orderId, staff);
      return { order };
    },
  ],
  [
    "a refund that the bank has returned",
    "REFUNDED",
    "MAIL_OUTDATED",
    async (s) => {
      const order = await buy(s);
      const { refund } = await refundUnits(s, order, 1);
      await s.corruptStore("UPDATE refunds SET state = 'FAILED'");
      return { order, subjectId: present(refund).id };
    },
  ],
  [
    "an approval of goods that have come",
    "RETURN_APPROVED",
    "MAIL_OUTDATED",
    async (s) => {
      const order = await buy(s, undefined, { viewer: ada });
      await deliver(s, order, 3);
      const subjectId = present((await requestReturn(s, order, 1)).orderReturn).id;
      await resolve(s, subjectId, "APPROVE");
      await receive(s, order, subjectId, { quantity: 1 });
      return { order, subjectId };
    },
  ],
  [
    "the mail to a former address",
    "CONTACT_FORMER",
    "MAIL_OUTDATED",
    async (s) => {
      const order = await buy(s);
      await correctContact(s, order, { email: "right@example.com" });
      return { order };
    },
  ],
])("%s is not sent again", async (_what, kind, blockedBy, prepare) => {
  const s = await shop();
  const { order, ...about } = await prepare(s);
  const before = await mailsOf(s, order);
  expect(await resendMail(s, order, kind, about)).toMatchObject({ __typename: "InvalidTransitionError", blockedBy });
  expect(await mailsOf(s, order)).toEqual(before);
});

test("an e-mail of an unknown order is not found", async () => {
  const s = await shop();
  expect(await resendMail(s, { orderId: "ord_none" }, "CONFIRMED")).toMatchObject({ __typename: "NotFoundError" });
});
