/** The audit can fail: a shop as it was made is clean, and each thing that is wrong with one is named by the invariant that it breaks. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditStores } from "../audit.ts";
import { copyOf, damage, madeShop } from "./copies.ts";
import { damages } from "./damages.ts";

let shop: Awaited<ReturnType<typeof madeShop>>;
beforeAll(async () => {
  shop = await madeShop(60);
});
afterAll(() => shop.remove());

/** The invariants that are broken, and what was found. */
function broken(data: string) {
  const { verdicts } = auditStores({ data, drained: true });
  return verdicts.filter(({ verdict }) => verdict === "broken");
}

test("a shop as it was made is clean, drained and live", () => {
  for (const drained of [true, false]) {
    const { isClean, verdicts } = auditStores({ data: shop.path, drained });
    expect(verdicts.filter(({ verdict }) => verdict !== "holds").map(({ id, verdict }) => [id, verdict])).toEqual([
      ["I11", "not asked"],
    ]);
    expect(isClean).toBe(true);
  }
});

test.each(damages)("$what: $names", ({ store, statements, names }) => {
  const data = copyOf(shop.path);
  damage(data, store, ...statements);
  const faults = broken(data);
  const told = faults.flatMap(({ id, findings }) =>
    findings.filter((one) => one.broken > 0).map(({ must }) => `${id}: ${must}`),
  );
  expect(
    faults.map(({ id }) => id),
    told.join("\n"),
  ).toEqual(names);
  expect(
    faults.flatMap(({ findings }) => findings.filter((one) => one.broken > 0 && one.examples.length === 0)),
  ).toEqual([]);
});
