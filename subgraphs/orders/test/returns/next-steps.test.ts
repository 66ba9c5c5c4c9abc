/** Next steps of a return: the units and outcomes that it names are those that its changes take, one more is refused. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, present } from "../support/mutations.ts";
import { type Bought, receive, refundUnits, resolve, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn, requestedReturn } from "../support/returns.ts";
import { type Sender, type Shop, shop } from "../support/shop.ts";
import { listWithdrawals, withdraw } from "../support/withdrawals.ts";

const shown = z.array(
  z.object({
    id: z.string(),
    nextOutcomes: z.array(z.string()),
    parts: z.array(z.object({ awaited: z.number(), refundable: z.number() })),
  }),
);

/** The newest return of an order: its outcomes, and the units of its only part. */
async function read(s: Shop, { orderId }: Bought, sender: Sender = staff) {
  const text = "query ($id: ID!) { order(id: $id) { returns { id nextOutcomes parts { awaited refundable } } } }";
  const { data, errors } = await s.query(text, { id: orderId }, sender);
  if (errors) throw new Error(JSON.stringify(errors));
  const { id, nextOutcomes, parts } = present(shown.parse(Object(data).order.returns).at(-1));
  return { id, outcomes: nextOutcomes, ...present(parts[0]) };
}

const outcomes = ["NOT_ARRIVED", "REFUSED", "NOTHING_DUE", "REPLACED"];

test("the units that are awaited and to be refunded, and the outcomes, follow each parcel and refund", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 3, 2);
  const next = async () => {
    const { id: _, ...steps } = await read(s, bought);
    return steps;
  };
  expect(await next()).toEqual({ outcomes: [], awaited: 0, refundable: 0 });
  await resolve(s, returnId, "APPROVE");
  expect(await next()).toEqual({ outcomes, awaited: 2, refundable: 0 });
  await receive(s, bought, returnId, { quantity: 1 });
  // The unit that has come was restocked: it is not sent back.
  const withoutRefusal = outcomes.filter((outcome) => outcome !== "REFUSED");
  expect(await next()).toEqual({ outcomes: withoutRefusal, awaited: 1, refundable: 1 });
  expect(await closeReturn(s, returnId, "REFUSED")).toMatchObject({ problems: [{ code: "RESTOCKED" }] });
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject({
    __typename: "QuantityExceededError",
    units: 1,
  });
  await refundUnits(s, bought, 1, { returnId });
  expect(await next()).toEqual({ outcomes: ["NOT_ARRIVED"], awaited: 1, refundable: 0 });
  expect(await closeReturn(s, returnId, "NOTHING_DUE")).toMatchObject({ __typename: "ReturnTransitionError" });
  await closeReturn(s, returnId, "NOT_ARRIVED");
  expect(await next()).toEqual({ outcomes: [], awaited: 0, refundable: 0 });
});

test("the return of a withdrawal is neither sent back nor replaced, and a proof makes its units refundable", async () => {
  const s = await shop();
  const { bought } = await requestedReturn(s, 2, 1);
  await withdraw(s, bought);
  const { id, ...steps } = await read(s, bought);
  expect(steps).toEqual({ outcomes: ["NOT_ARRIVED", "NOTHING_DUE"], awaited: 2, refundable: 0 });
  expect(await closeReturn(s, id, "REPLACED")).toMatchObject({ __typename: "ReturnTransitionError" });
  const withdrawalId = present((await listWithdrawals(s)).nodes[0]).id;
  await change(s, "withdrawalProofRecord", { withdrawalId, idempotencyKey: newKey() }, staff);
  expect(await read(s, bought)).toMatchObject({ awaited: 2, refundable: 2 });
});

test("only staff who may close it read outcomes", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 1);
  await resolve(s, returnId, "APPROVE");
  const finance = { viewer: userWith("user_f", ["orders:read", "refunds:write"], "FINANCE") };
  expect((await read(s, bought, finance)).outcomes).toEqual([]);
});
