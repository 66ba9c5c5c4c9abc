/** Limits of declined payments: cards cannot be tried through the shop, and answers that are no decline refuse no buyer. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const minute = 60_000;
const hour = 60 * minute;
const customer = userWith("user_1");

/** The calls that reached the sandbox, by name. */
async function callsOf(s: Shop, name: "start" | "confirm"): Promise<number> {
  return (await s.rows(`SELECT 1 FROM provider_calls WHERE name = '${name}'`)).length;
}

/** Starts payments one after the other; returns the type of each result. */
async function attempt(s: Shop, times: number, given: Parameters<typeof start>[2] = {}, token = "tok_declined") {
  const results: string[] = [];
  for (let index = 0; index < times; index += 1) {
    const key = `${given.checkoutId ?? "chk_1"} ${(await s.rows("SELECT 1 FROM payments")).length} ${index}`;
    results.push((await start(s, token, { ...given, key })).__typename);
  }
  return results;
}

/** One declined payment each of as many checkouts, from this address. */
async function spread(s: Shop, checkouts: number, address: string, token = "tok_declined"): Promise<string[]> {
  const results: string[] = [];
  for (let index = 0; index < checkouts; index += 1) {
    const checkoutId = `chk_${address}_${token}_${index}`;
    payable(s, checkoutId);
    results.push(...(await attempt(s, 1, { checkoutId, address }, token)));
  }
  return results;
}

const declined = (times: number) => Array.from({ length: times }, () => "PaymentDeclinedError");

test("after five declines of a checkout no further card reaches the provider, from any network", async () => {
  const s = await shop();
  payable(s);
  expect(await attempt(s, 7)).toEqual([...declined(5), "RateLimitedError", "RateLimitedError"]);
  expect(await callsOf(s, "start")).toBe(5);
  expect(await start(s, "tok_ok", { key: "other", address: "203.0.113.9" })).toMatchObject({
    __typename: "RateLimitedError",
    code: "RATE_LIMITED",
    path: ["input", "checkoutId"],
    retryAfterMs: 24 * hour,
  });
  expect(await s.rows("SELECT count(*) AS n FROM payments")).toEqual([{ n: 5 }]);
});

test("after twenty declines from one network in an hour others still pay, and the network does an hour later", async () => {
  const s = await shop();
  expect(await spread(s, 20, "203.0.113.1")).toEqual(declined(20));
  payable(s, "chk_next");
  const next = { checkoutId: "chk_next", address: "203.0.113.1" };
  expect(await start(s, "tok_ok", next)).toMatchObject({
    __typename: "RateLimitedError",
    path: null,
    retryAfterMs: hour,
  });
  expect(await callsOf(s, "start")).toBe(20);
  expect(s.orders.notifications).toHaveLength(20);
  payable(s, "chk_other");
  expect(await start(s, "tok_ok", { checkoutId: "chk_other", address: "203.0.113.2" })).toMatchObject({
    __typename: "PaymentStarted",
  });
  await s.runtime.advance(hour);
  expect(await start(s, "tok_ok", next)).toMatchObject({ __typename: "PaymentStarted" });
});

test("an attempt is refused before orders is asked, which would lock the checkout", async () => {
  const s = await shop();
  await spread(s, 20, "203.0.113.1");
  expect(await start(s, "tok_ok", { checkoutId: "chk_unknown", address: "203.0.113.1" })).toMatchObject({
    __typename: "RateLimitedError",
  });
});

test("concurrent attempts reach the provider as often as the limit allows", async () => {
  const s = await shop();
  const checkouts = Array.from({ length: 30 }, (_, index) => `chk_at_once_${index}`);
  for (const id of checkouts) payable(s, id);
  const responses = await Promise.all(
    checkouts.map((checkoutId) => start(s, "tok_declined", { checkoutId, key: checkoutId, address: "203.0.113.1" })),
  );
  expect(responses.filter(({ __typename }) => __typename === "PaymentDeclinedError")).toHaveLength(20);
  expect(await callsOf(s, "start")).toBe(20);
});

test("a saved method is refused after five declines in a day; another one pays", async () => {
  const s = await shop();
  payable(s, "chk_keep", { customerId: "user_1" });
  await start(s, "tok_ok", { checkoutId: "chk_keep", key: "keep", viewer: customer, saveMethod: true });
  const [row] = await s.rows("SELECT id FROM saved_methods");
  const savedMethodId = String(Object(row).id);
  const restore = overrideProvider(s, (whole) => ({
    start: (request, once) => whole.start({ ...request, savedMethod: null, token: "tok_declined" }, once),
  }));
  const pay = (checkoutId: string, how: { savedMethodId: string; methodCode: null } | { methodCode: string }) => {
    payable(s, checkoutId, { customerId: "user_1" });
    const token = "savedMethodId" in how ? null : "tok_ok";
    return start(s, token, { checkoutId, key: checkoutId, viewer: customer, ...how });
  };
  for (let index = 0; index < 5; index += 1) {
    const response = await pay(`chk_${index}`, { savedMethodId, methodCode: null });
    expect(response.__typename).toBe("PaymentDeclinedError");
    await s.runtime.advance(2 * hour);
  }
  restore();
  expect(await pay("chk_6", { savedMethodId, methodCode: null })).toMatchObject({
    __typename: "RateLimitedError",
    path: ["input", "savedMethodId"],
    retryAfterMs: 14 * hour,
  });
  expect(await pay("chk_7", { methodCode: "card" })).toMatchObject({ __typename: "PaymentStarted" });
  await s.runtime.advance(14 * hour);
  expect(await pay("chk_8", { savedMethodId, methodCode: null })).toMatchObject({ __typename: "PaymentStarted" });
});

test("a confirmation with a card counts, and is refused before the provider is called", async () => {
  const s = await shop();
  payable(s);
  await attempt(s, 4);
  const paymentId = await startedId(s, "tok_second_step", { key: "step" });
  expect(await confirm(s, paymentId, { paymentToken: "tok_second_step_failed", key: "c1" })).toMatchObject({
    __typename: "PaymentDeclinedError",
  });
  expect(await attempt(s, 1)).toEqual(["RateLimitedError"]);

  payable(s, "chk_2");
  const waiting = await startedId(s, "tok_second_step", { checkoutId: "chk_2", key: "wait", address: "203.0.113.1" });
  await spread(s, 20, "203.0.113.1");
  const given = { checkoutId: "chk_2", address: "203.0.113.1", key: "c2" };
  expect(await confirm(s, waiting, { ...given, paymentToken: "tok_second_step_ok" })).toMatchObject({
    __typename: "RateLimitedError",
    retryAfterMs: hour,
  });
  expect(await callsOf(s, "confirm")).toBe(1);
  // Without a card it only reads the state of a payment that the bank may have authorised already.
  expect(await confirm(s, waiting, { ...given, key: "c3" })).toMatchObject({ __typename: "PaymentConfirmed" });
});

test("authorised payments, second steps and refused inputs count as no decline", async () => {
  const s = await shop();
  expect(await spread(s, 25, "203.0.113.1", "tok_ok")).toEqual(Array.from({ length: 25 }, () => "PaymentStarted"));
  expect(await spread(s, 25, "203.0.113.1", "tok_second_step")).not.toContain("RateLimitedError");
  expect(await spread(s, 1, "203.0.113.1", "tok_double_webhook")).toEqual(["PaymentStarted"]);
  expect(await s.rows("SELECT attempts FROM attempt_counters WHERE attempts > 0")).toEqual([]);
});

test("an unanswered call is no decline, and counts once it is known to be one", async () => {
  const s = await shop();
  const restore = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  expect(await spread(s, 25, "203.0.113.1")).toEqual(Array.from({ length: 25 }, () => "ProviderUnavailableError"));
  restore();
  payable(s, "chk_after");
  expect(await start(s, "tok_ok", { checkoutId: "chk_after", key: "after", address: "203.0.113.1" })).toMatchObject({
    __typename: "PaymentStarted",
  });
  await s.runtime.advance(minute);
  await s.runJobs();
  expect(await s.rows("SELECT count(*) AS n FROM payments WHERE state = 'FAILED'")).toEqual([{ n: 25 }]);
  payable(s, "chk_late");
  expect(await start(s, "tok_ok", { checkoutId: "chk_late", key: "late", address: "203.0.113.1" })).toMatchObject({
    __typename: "RateLimitedError",
  });
});

test("a decline counts once, however often it is reported, and its sender is forgotten with the decision", async () => {
  const s = await shop();
  payable(s);
  await attempt(s, 1, { address: "203.0.113.1" });
  await s.runtime.advance(10 * minute);
  await s.runJobs();
  expect(await s.rows("SELECT attempts FROM attempt_counters")).toEqual([
    { attempts: 1 },
    { attempts: 1 },
    { attempts: 1 },
  ]);
  expect(await s.rows("SELECT decline_counters, is_decline_counted FROM payments")).toEqual([
    { decline_counters: null, is_decline_counted: 0 },
  ]);
  expect(JSON.stringify(await s.rows("SELECT * FROM attempt_counters"))).not.toContain("203.0.113");
});

test("a repetition of a declined request returns its response, also beyond the limit", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_declined", { key: "first" });
  await attempt(s, 5);
  expect(await start(s, "tok_declined", { key: "first" })).toMatchObject({
    __typename: "PaymentDeclinedError",
    replayed: true,
  });
});

test("the limits are the shop's settings, as orders has published them", async () => {
  const s = await shop();
  payable(s);
  const settings = { name: "Kontor", currencies: ["EUR"], country: "DE", lowStockThreshold: 5 };
  s.orders.publish("shop.settingsChanged", { ...settings, rateLimits: { declinesPerCheckout: 2 } });
  await s.running.service.catchUp();
  expect(await attempt(s, 3)).toEqual([...declined(2), "RateLimitedError"]);
  expect(await spread(s, 18, "203.0.113.1")).toEqual(declined(18));
});

test("in development programs on this machine are not one network", async () => {
  const s = await shop();
  expect(await spread(s, 22, "127.0.0.1")).toEqual(declined(22));
});
