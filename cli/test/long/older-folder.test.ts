/** A data folder of an older version whose move is cut short after any of its steps. */
import { expect, test } from "vitest";
import { stores } from "../../host/shop.mjs";
import { useOlderShop } from "../support/older-shop.ts";

const { expectFinished } = useOlderShop();

test("a move that is cut short after any of its steps is finished, and until then no service opens a store in part", async () => {
  let cuts = 0;
  while (!(await expectFinished(cuts))) cuts += 1;
  expect(cuts).toBeGreaterThan(4 + stores.length);
});
