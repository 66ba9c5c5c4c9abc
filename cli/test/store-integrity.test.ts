/** Integrity rules of each service: all hold in a sound shop, and each damage is found by its rule. */
import { manualRuntime, userWith } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { type StoreName, storeNames } from "../audit/stores.ts";
import { openShop } from "../host/in-process-shop.ts";
import { copyOf, damage, openSoundShop } from "./audit/support/shop-copies.ts";
import { damages } from "./support/store-damages.ts";

const boss = userWith("user_boss", ["audit:read"]);
const checks = z.array(
  z.object({
    invariant: z.string().nullable(),
    rule: z.string(),
    verdict: z.enum(["HOLDS", "BROKEN", "EMPTY"]),
    rows: z.number(),
    isWhole: z.boolean(),
    broken: z.number(),
    examples: z.array(z.string()),
  }),
);

beforeAll(openSoundShop);

/** The integrity results of a service on the stores of a folder. */
async function prove(data: string, service: StoreName) {
  const runtime = manualRuntime(Date.UTC(2030, 0, 1));
  const shop = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, runtime);
  onTestFinished(shop.close);
  const field = `${service}Integrity`;
  const query = `{ ${field} { invariant rule verdict rows isWhole broken examples } }`;
  const { data: response, errors } = await shop.ask(service, { query, viewer: boss });
  expect(errors).toBeUndefined();
  return checks.parse(response?.[field]);
}

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

test.each(damages)("$service, damaged, is found by: $rule", async ({ service, rule, statements }) => {
  const data = copyOf(await openSoundShop());
  damage(data, service, statements);
  const found = (await prove(data, service)).find((check) => check.rule === rule);
  expect(found).toMatchObject({ verdict: "BROKEN" });
  expect(found?.broken).toBeGreaterThan(0);
  expect(found?.examples.length).toBeGreaterThan(0);
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

test("of a large table the newest 10,000 rows are judged, quickly, and it is said that they are not all", async () => {
  const data = copyOf(await openSoundShop());
  damage(data, "products", [
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
      INSERT INTO stock_ledger (id, variant_id, delta, on_hand_after, reason, cause_id, cause_line, at)
      SELECT 'more_' || i, variant_id, iif(i % 2, 1, -1), on_hand + i % 2, 'COUNTED', 'cause_' || i, variant_id, i
      FROM n, (SELECT variant_id, on_hand FROM stock_levels WHERE on_hand > reserved LIMIT 1)`,
  ]);
  const before = process.cpuUsage();
  const found = await prove(data, "products");
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(20_000);
  expect(found.filter(({ verdict }) => verdict === "BROKEN")).toEqual([]);
  const rows = found.filter(({ rule }) => rule.startsWith("each movement of stock"));
  expect(rows).toMatchObject([{ rows: 10_000, isWhole: false }]);
  expect(found.find(({ rule }) => rule.startsWith("the units on hand of a variant"))).toMatchObject({ isWhole: false });
  expect(found.find(({ rule }) => rule.startsWith("of each variant"))).toMatchObject({ isWhole: true });
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
