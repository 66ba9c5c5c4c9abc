/** Tests of sessions: values of earlier answers reach later requests, and new objects are compared without their ids. */
import { expect, test } from "vitest";
import { purchaseSteps } from "../operations/purchase.ts";
import { fillIn, firstValues, isComplete, missingText, oneStep, takeFrom } from "../operations/session.ts";
import { comparable, errorsOf } from "../plane/comparable.ts";

const response = JSON.stringify({
  data: { checkoutUpdate: { __typename: "CheckoutSaved", checkout: { shippingOptions: [{ id: "ship_1" }] } } },
});

test("a purchase hands cart, checkout and shipping option on, and has keys of its own", () => {
  const [cart, start, address, pay] = purchaseSteps("var_1", 2);
  expect(cart?.takes).toEqual({ cart: "cartCreate.cart.id" });
  expect(fillIn(start?.body ?? "", { ...firstValues("ours", 7), cart: "crt_1" })).toContain(
    '"input":{"cartId":"crt_1","idempotencyKey":"ours-7-start"}',
  );
  expect(address && takeFrom(address, response)).toEqual({ shipping: "ship_1" });
  expect(() => fillIn(pay?.body ?? "", firstValues("ours", 7))).toThrow("there is no value checkout");
});

test("an answer without a value that a later step needs is refused", () => {
  const [step] = purchaseSteps("var_1", 1);
  expect(() => step && takeFrom(step, response)).toThrow();
});

test("a body is complete if nothing is to be filled in", () => {
  expect(oneStep('{"query":"{ me { id } }"}').map(({ body }) => isComplete(body))).toEqual([true]);
  expect(purchaseSteps("var_1", 1).map(({ body }) => isComplete(body))).toEqual([true, false, false, false]);
});

test("a refusal of a step is found by the type that it does not have", () => {
  const [step] = purchaseSteps("var_1", 1);
  expect(step && missingText(step, '{"data":{"cartCreate":{"__typename":"OutOfStockError"}}}')).toContain("CartSaved");
  expect(step && missingText(step, '{"data":{"cartCreate":{"__typename":"CartSaved"}}}')).toBeUndefined();
});

test("new objects are equal in all but their ids; totals, states and missing ids are not", () => {
  const order = (id: string | null, state: string, decimal: string) =>
    comparable("new", { data: { order: { id, state, lines: [{ id, total: { decimal } }] } } });
  expect(order("ord_1", "PAID", "9.00")).toEqual(order("ord_2", "PAID", "9.00"));
  expect(order("ord_1", "PAID", "9.00")).not.toEqual(order("ord_1", "PLACED", "9.00"));
  expect(order("ord_1", "PAID", "9.00")).not.toEqual(order("ord_1", "PAID", "9.01"));
  expect(order("ord_1", "PAID", "9.00")).not.toEqual(order(null, "PAID", "9.00"));
});

test("a payment that is captured before the answer equals one that is captured after it; any other state differs", () => {
  const paid = (state: string, settlement: string) =>
    comparable("new", {
      data: { paymentStart: { payment: { state } }, checkoutComplete: { order: { state: "OPEN", settlement } } },
    });
  expect(paid("CAPTURED", "PAID")).toEqual(paid("AUTHORIZED", "AUTHORIZED"));
  expect(paid("CAPTURED", "PAID")).not.toEqual(paid("FAILED", "PAID"));
  expect(paid("CAPTURED", "PAID")).not.toEqual(paid("CAPTURED", "UNPAID"));
});

test("a state of the same name elsewhere must be equal", () => {
  const found = (state: string, settlement: string) =>
    comparable("new", { data: { order: { settlement, payment: { state } }, paymentStart: { state } } });
  expect(found("CAPTURED", "PAID")).not.toEqual(found("AUTHORIZED", "PAID"));
  expect(found("CAPTURED", "PAID")).not.toEqual(found("CAPTURED", "AUTHORIZED"));
});

test("an exact answer is compared with everything, its errors too", () => {
  const partial = { data: { me: { payments: null } }, errors: [{ message: "one" }] };
  expect(comparable("exact", partial)).toEqual(partial);
  expect([partial, { data: {} }].map((each) => errorsOf(JSON.stringify(each)))).toEqual([partial.errors, undefined]);
});
