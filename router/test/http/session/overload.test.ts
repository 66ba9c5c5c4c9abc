/** Session endpoints while users has too much to do: they pass the admission like any mutation. */
import { systemRuntime } from "@hansa/kit/runtime";
import { newPair } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { rightPassword, startAccounts } from "../../support/accounts.ts";
import { startRouter } from "../../support/router.ts";
import { call, originsOf, page, storefront } from "../../support/session-shop.ts";
import { startUsers } from "../../support/users.ts";

test("a sign-in beyond what waits for users is refused with 503 before users is asked, and its end makes room", async () => {
  const pair = await newPair("key-1");
  const users = await startUsers([pair]);
  const accounts = await startAccounts(pair);
  // An instance that answers nothing for a second does not count: this clock stands still.
  const runtime = { ...systemRuntime, monotonic: () => 0 };
  const settings = { corsOrigins: [storefront], internalOrigins: originsOf(users), production: true };
  const limits = { loadLimits: { fetches: 1, delayMs: 0 } };
  const router = await startRouter([accounts], { ...settings, ...limits }, { runtime });
  const waiting: (() => void)[] = [];
  accounts.misbehave(() => new Promise<void>((resolve) => waiting.push(resolve)));
  const signIn = () => call(router, "POST /session", page, { email: "ada@shop.example", password: rightPassword });
  // A mutation is refused at one and a half times the number of a guest's query.
  const first = [signIn(), signIn()];
  await expect.poll(() => waiting.length).toBe(2);
  const refused = await signIn();
  expect([refused.status, refused.headers.get("retry-after"), refused.headers.getSetCookie()]).toEqual([503, "1", []]);
  expect(refused.errors).toMatchObject([{ extensions: { code: "OVERLOADED" } }]);
  const labels = { kind: "mutation", cause: "service", service: "users" };
  expect(await router.counted("hansa_router_overload_refusals_total", labels)).toBe(1);
  accounts.misbehave();
  for (const answer of waiting) answer();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await signIn()).status).toBe(200);
  expect(accounts.headers).toHaveLength(3);
  await router.close();
  await accounts.stop();
  await users.stop();
});
