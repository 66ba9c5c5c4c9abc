/** Updates of a payment: a row that was read before another change overwrites nothing. */
import { expect, test } from "vitest";
import { mustFindPayment, reserveRefund, updatePayment } from "../../src/store/payments/queries.ts";
import { taken } from "../support/captured-payment.ts";
import { shop } from "../support/shop.ts";

test("a payment is not updated from a row whose amounts have changed since", async () => {
  const s = await shop();
  const id = await taken(s);
  const { store } = s.running.service.deps;
  const outdated = await store.read((db) => mustFindPayment(db, id));
  expect(await store.write("reserve", (tx) => reserveRefund(tx, id, 500))).toBe(true);
  const update = store.write("update", (tx) => updatePayment(tx, outdated, { changedAt: 1 }));
  await expect(update).rejects.toThrow("concurrent update of a payment");
  const current = await store.read((db) => mustFindPayment(db, id));
  expect(current).toMatchObject({ refundPendingMinor: 500, changedAt: outdated.changedAt });
});

test("an update of one column leaves the others as they are", async () => {
  const s = await shop();
  const id = await taken(s);
  const { store } = s.running.service.deps;
  const before = await store.read((db) => mustFindPayment(db, id));
  const after = await store.write("update", (tx) => updatePayment(tx, before, { keepsMethod: true }));
  expect(after).toEqual({ ...before, keepsMethod: true });
  expect(after.card).not.toBeNull();
  expect(after.clientAction).toBeNull();
});
