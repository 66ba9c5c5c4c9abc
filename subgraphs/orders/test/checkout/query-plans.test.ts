/** Query plans of lookups by state: each uses the partial index of its state. */

import { Database } from "@hansa/kit/store/sqlite";
import type { Reader } from "@hansa/kit/store/store";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { findLiveCheckouts } from "../../src/store/checkout/checkouts.ts";
import { findPendingRefunds, findRefundsByReturns } from "../../src/store/payment/refunds.ts";
import { shop } from "../support/shop.ts";

const steps = z.array(z.object({ detail: z.string() }));

const lookups: [name: string, find: (db: Reader) => Promise<unknown>, text: RegExp, index: string][] = [
  [
    "live checkouts of carts",
    (db) => findLiveCheckouts(db, ["cart_1"]),
    /from "checkouts" where .*"cart_id" IN/i,
    "checkouts_one_live",
  ],
  [
    "effective refunds of returns",
    (db) => findRefundsByReturns(db, ["ret_1"]),
    /from "refunds" where .*"return_id" IN/i,
    "refunds_once_of_return",
  ],
  [
    "pending refunds",
    (db) => findPendingRefunds(db, 1, "", 1),
    /select "id" from "refunds" where .*"created_at" </i,
    "refunds_pending",
  ],
];

test.each(lookups)("%s are found by their partial index", async (_name, find, text, index) => {
  const prepare = vi.spyOn(Database.prototype, "prepare");
  const s = await shop();
  await s.running.service.deps.store.read(find);
  const texts = new Set(prepare.mock.calls.map(([prepared]) => prepared).filter((prepared) => text.test(prepared)));
  prepare.mockRestore();
  expect([...texts]).toHaveLength(1);
  const [lookup = ""] = texts;
  const plan = steps.parse(s.rows(`EXPLAIN QUERY PLAN ${lookup.replaceAll("?", "'1'")}`));
  expect(plan.map(({ detail }) => detail).join("\n")).toContain(`INDEX ${index}`);
});
