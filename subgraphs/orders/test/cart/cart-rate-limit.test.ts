/** Rate limit of new carts: per network, over guests and customers together, as the shop's owner sets it. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { change } from "../support/mutations.ts";
import { ada, minute, type Sender, type Shop, shop } from "../support/shop.ts";

const at = (address: string): Sender => ({ from: { address, agent: null } });

const create = (s: Shop, sender: Sender = {}) => change(s, "cartCreate", { currency: "EUR" }, sender);

/** The number of carts that are created by so many attempts. */
async function countCreated(s: Shop, attempts: number, sender: Sender): Promise<number> {
  let created = 0;
  for (let made = 0; made < attempts; made += 1) if ((await create(s, sender)).__typename === "CartSaved") created += 1;
  return created;
}

const rowsOf = (s: Shop) => s.rows("SELECT count(*) AS carts FROM carts");

test("a network gets sixty carts an hour, guests and customers together; then no row is written", async () => {
  const s = await shop();
  expect(await countCreated(s, 40, at("2001:db8::1"))).toBe(40);
  expect(await countCreated(s, 30, { viewer: ada, ...at("2001:db8::2") })).toBe(20);
  expect(await create(s, at("2001:db8::3"))).toMatchObject({
    __typename: "RateLimitedError",
    code: "RATE_LIMITED",
    retryAfterMs: 60 * minute,
  });
  expect(await rowsOf(s)).toEqual([{ carts: 60 }]);
  const metrics = await s.running.service.deps.metrics.registry.metrics();
  expect(metrics).toContain('hansa_limit_refusals_total{limit="orders_carts_network"} 11');
  expect(await create(s, at("2001:db8:0:1::1"))).toMatchObject({ __typename: "CartSaved" });
  await s.runtime.advance(60 * minute);
  expect(await create(s, at("2001:db8::1"))).toMatchObject({ __typename: "CartSaved" });
});

test("a refused input counts for nothing, and the number is a setting of the shop", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { rateLimits: { cartsPerNetwork: 2 } });
  const sender = at("192.0.2.1");
  for (let made = 0; made < 5; made += 1)
    await change(s, "cartCreate", { currency: "EUR", lines: [{ variantId: "var_none", quantity: 1 }] }, sender);
  expect(await countCreated(s, 5, sender)).toBe(2);
});

test("a program on this machine is many buyers in development, and has no limit", async () => {
  const s = await shop();
  expect(await countCreated(s, 65, at("127.0.0.1"))).toBe(65);
});
