/** Requests of returns without a reason, and again after a rejection. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import { type Bought, buy, deliver, receive, requestReturn, resolve, staff } from "../support/order-changes.ts";
import { ada, type Shop, shop } from "../support/shop.ts";

/** A delivered order of three, and a return of it that was asked for. */
async function requested(s: Shop, quantity = 2): Promise<{ bought: Bought; returnId: string }> {
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const { orderReturn } = await requestReturn(s, bought, quantity);
  return { bought, returnId: present(orderReturn, "a return").id };
}

test.each([[{ reason: undefined }], [{ reason: null }], [{ reason: " " }]])(
  "a return with %j has no reason",
  async (more) => {
    const s = await shop();
    const { bought } = await requested(s, 1);
    expect(await requestReturn(s, bought, 1, more)).toMatchObject({ orderReturn: { kind: "REQUEST", reason: null } });
  },
);

test("rejected units are requested again by staff only, also those of a line with other units", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s, 2);
  await resolve(s, returnId, "REJECT");
  expect(await requestReturn(s, bought, 2)).toMatchObject({
    __typename: "QuantityExceededError",
    units: 1,
    cause: "RETURN_REJECTED",
  });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "ReturnRequested" });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ units: 0, cause: "RETURN_REJECTED" });
  const asStaff = { ...bought, sender: staff };
  expect(await requestReturn(s, asStaff, 3)).toMatchObject({ units: 2, cause: "NOT_RETURNABLE" });
  expect(await requestReturn(s, asStaff, 1)).toMatchObject({ __typename: "ReturnRequested" });
  // The unit that staff has requested again is counted as rejected no longer.
  expect(await s.rows("SELECT return_requested AS requested, return_rejected AS rejected FROM line_counters")).toEqual([
    { requested: 2, rejected: 1 },
  ]);
});

test("a rejected return frees its units for staff; the same decision again changes nothing, another one is refused", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s, 3);
  expect(await resolve(s, returnId, "REJECT", "Worn.")).toMatchObject({
    orderReturn: { state: "REJECTED", note: "Worn." },
  });
  expect(await resolve(s, returnId, "REJECT")).toMatchObject({ orderReturn: { state: "REJECTED", note: "Worn." } });
  expect(await resolve(s, returnId, "APPROVE")).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "REJECTED",
    mayBecome: [],
  });
  expect(await requestReturn(s, { ...bought, sender: staff }, 3)).toMatchObject({ __typename: "ReturnRequested" });
  expect(await receive(s, bought, returnId, { quantity: 1 })).toMatchObject({ __typename: "ReturnTransitionError" });
  expect(await resolve(s, "ret_none", "APPROVE")).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "returnId"],
  });
  expect(await resolve(s, returnId, "APPROVE", "x".repeat(501))).toMatchObject({ __typename: "ValidationError" });
});
