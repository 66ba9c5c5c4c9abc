/** Mails of an order that the page offers to send again: those that the graph does not refuse. */
import { expect, test } from "vitest";
import { isSentAgain, type Mail, type MailedOrder } from "../pages/order/mails.ts";

const mailOf = (kind: Mail["kind"], subjectId: string | null = null): Mail => ({
  ...{ kind, subjectId, queuedAt: "2026-01-15T12:00:00Z", sentAt: null, refusedAt: null },
});

/** An order with this mail, of which nothing has happened but for `change`. */
const orderWith = (mail: Mail, change: Partial<MailedOrder> = {}): MailedOrder => ({
  ...{ email: "a@b.example", state: "CONFIRMED", mails: [mail], fulfilments: [], refunds: [], returns: [] },
  ...change,
});

const parcel = (status: MailedOrder["fulfilments"][number]["shipments"][number]["status"]) => ({
  fulfilments: [{ shipments: [{ id: "a", status }] }],
});
const refund = (state: MailedOrder["refunds"][number]["state"]) => ({ refunds: [{ id: "a", state }] });
const sentBack = (state: MailedOrder["returns"][number]["state"]) => ({ returns: [{ id: "a", state }] });

test.each<[Mail, Partial<MailedOrder>, boolean]>([
  [mailOf("CONFIRMED"), {}, true],
  [mailOf("CONFIRMED"), { state: "CANCELLED" }, false],
  [mailOf("CONFIRMED"), { email: null }, false],
  [mailOf("SHIPPED", "a"), parcel("DELIVERED"), true],
  [mailOf("SHIPPED", "a"), parcel("LOST"), false],
  [mailOf("SHIPPED", "a"), parcel("RETURNED"), false],
  [mailOf("SHIPPED", "b"), parcel("SHIPPED"), false],
  [mailOf("REFUNDED", "a"), refund("SUCCEEDED"), true],
  [mailOf("REFUNDED", "a"), refund("FAILED"), false],
  [mailOf("RETURN_APPROVED", "a"), sentBack("APPROVED"), true],
  [mailOf("RETURN_APPROVED", "a"), sentBack("RECEIVED"), false],
  [mailOf("CONTACT_UPDATED", "a"), {}, true],
  [mailOf("CONTACT_FORMER", "a"), {}, false],
])("%j of an order with %j", (mail, change, isOffered) => {
  expect(isSentAgain(mail, orderWith(mail, change))).toBe(isOffered);
});

test("the last of its kind and subject alone is offered", () => {
  const mails: Mail[] = Array.from({ length: 3 }, () => mailOf("CONFIRMED"));
  expect(mails.map((mail) => isSentAgain(mail, orderWith(mail, { mails })))).toEqual([false, false, true]);
});
