/** Integrity rules of each service: all hold in a sound shop, each has a damage, and one of each store is found; `long/` has all damages. */
import { manualRuntime, userWith } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type StoreName, storeNames } from "../../audit/stores.ts";
import { openShop } from "../../host/in-process-shop.ts";
import { damages } from "../support/store-damages.ts";
import { prove } from "../support/store-integrity.ts";
import { copyOf, damage, openSoundShop } from "./support/shop-copies.ts";

beforeAll(openSoundShop);

/** Rules that a shop of this past has no rows for, by service. */
const unused: Partial<Record<StoreName, string[]>> = {
  products: ["a former slug is of an existing product or collection, and the present slug of none"],
  users: ["an erased person has no name, address, password or session"],
  orders: [
    "all units of a settled withdrawal are cancelled, or refunded",
    "a declaration that waits for its confirmation has no effect",
    "a withdrawal that fits an order and is younger than two days has its e-mail",
  ],
};

test.each(storeNames)("%s finds its store in order, and says of each rule how much it looked at", async (service) => {
  const answered = await prove(copyOf(await openSoundShop()), service);
  expect(answered.filter(({ verdict }) => verdict === "BROKEN")).toEqual([]);
  expect(answered.filter(({ verdict }) => verdict === "EMPTY").map(({ rule }) => rule)).toEqual(unused[service] ?? []);
  for (const { rows, isWhole, verdict } of answered)
    expect({ verdict, isWhole }).toEqual({ verdict: rows > 0 ? "HOLDS" : "EMPTY", isWhole: true });
});

test.each(storeNames)("a damage of %s is found by its rule", async (service) => {
  const first = damages.find((each) => each.service === service);
  if (!first) throw new Error(`there is no damage of ${service}`);
  const data = copyOf(await openSoundShop());
  damage(data, service, first.statements);
  const broken = (await prove(data, service)).filter(({ verdict }) => verdict === "BROKEN");
  expect(broken.map(({ rule }) => rule)).toContain(first.rule);
});

test("there is a damage for every rule of every service", async () => {
  const data = copyOf(await openSoundShop());
  for (const service of storeNames) {
    const rules = (await prove(data, service)).map(({ rule }) => rule);
    expect(rules.sort()).toEqual(
      damages
        .filter((one) => one.service === service)
        .map(({ rule }) => rule)
        .sort(),
    );
  }
});

test("only an administrator may ask", async () => {
  const shop = await openShop(
    { HANSA_DATA: copyOf(await openSoundShop()), HANSA_LOG_LEVEL: "silent" },
    manualRuntime(0),
  );
  onTestFinished(shop.close);
  for (const service of storeNames) {
    const query = `{ ${service}Integrity { rule } }`;
    for (const viewer of [
      undefined,
      userWith("user_clerk", ["orders:read", "users:read", "payments:read", "ledger:read"]),
    ]) {
      const { errors } = await shop.ask(service, { query, ...(viewer ? { viewer } : {}) });
      expect(errors?.[0]?.extensions?.code).toBe(viewer ? "FORBIDDEN" : "UNAUTHENTICATED");
    }
  }
});
