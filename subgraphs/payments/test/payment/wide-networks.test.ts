/** Wider networks: the many senders of a home, a tunnel or a small provider have a few times the declined cards of one. */
import { newShop } from "@hansa/contracts/new-shop";
import { expect, test } from "vitest";
import { payable, shop, start } from "../support/shop.ts";

const perSender = 2;

test.each([
  ["forty /64 of one /56", 2, (n: number) => `2001:db8:1:a${n.toString(16).padStart(2, "0")}::1`],
  ["forty /56 of one /48", 10, (n: number) => `2001:db8:1:${(n * 256).toString(16)}::1`],
  ["forty addresses of one /24", 10, (n: number) => `198.51.100.${n}`],
])("%s have together a few times the declined cards of one sender", async (_what, factor, addressOf) => {
  const s = await shop();
  s.orders.publish("shop.settingsChanged", { ...newShop, rateLimits: { declinesPerNetwork: perSender } });
  await s.running.service.catchUp();
  const most = perSender * factor;
  const results: string[] = [];
  for (let n = 0; n <= most; n += 1) {
    payable(s, `chk_${n}`);
    const sent = { checkoutId: `chk_${n}`, address: addressOf(n % 40), key: `key ${n}` };
    results.push((await start(s, "tok_declined", sent)).__typename);
  }
  expect(results).toEqual([...Array.from({ length: most }, () => "PaymentDeclinedError"), "RateLimitedError"]);
  expect(await s.rows("SELECT 1 FROM provider_calls WHERE name = 'start'")).toHaveLength(most);
  payable(s, "chk_other");
  const other = { checkoutId: "chk_other", address: "2001:db8:2::1", key: "other" };
  expect(await start(s, "tok_ok", other)).toMatchObject({ __typename: "PaymentStarted" });
});
