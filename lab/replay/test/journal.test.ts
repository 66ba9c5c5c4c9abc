/** The journal of a replay that was killed: the next one continues with all that was noted. */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, expect, test } from "vitest";
import { openJournal } from "../journal.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a journal that was cut off in the middle of a line has every entry before it", () => {
  const file = path.join(folder.path, "replay.jsonl");
  const killed = openJournal(file);
  killed.note({ sku: "T1/0.85", variantId: "var_1" });
  killed.note({ invoice: "701", cartId: "cart_1" });
  killed.note({ invoice: "701", order: "100001" });
  killed.note({ cancellation: "C703" });
  appendFileSync(file, '{"invoice":"702","ord');

  const { variants, carts, orders, cancelled } = openJournal(file);
  expect([...variants]).toEqual([["T1/0.85", "var_1"]]);
  expect([...carts]).toEqual([["701", "cart_1"]]);
  expect([...orders]).toEqual([["701", "100001"]]);
  expect([...cancelled]).toEqual(["C703"]);
});
