/** The whole experiment. */
import { expect, test } from "vitest";
import { runPurchases } from "../../run.ts";

test("a thousand purchases in four shops agree with the model", async () => {
  const result = await runPurchases({ purchases: 1_000, seed: 1 });
  expect(result).toMatchObject({ purchases: 1_000, shops: 4, currencies: 5, disagreements: [] });
});
