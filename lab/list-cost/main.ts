/** `npm run list-cost`: shows that every list answers its first page with no more statements in a large shop than in a small one. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";
import { leastOrders } from "./size.ts";

const command = defineCommand(
  "list-cost",
  "Compares the first page of every list in a small and in a large shop of its own: both must cost as many statements.",
)
  .option("--products <number>", "products of the large shop", wholeNumber(1_000), 100_000)
  .option(
    "--orders <number>",
    "orders of the large shop, with their customers and payments",
    wholeNumber(leastOrders),
    100_000,
  );

await runCommand(command, async (size) => {
  const { compareListCost: compareShops } = await import("./comparison.ts");
  return compareShops(size);
});
