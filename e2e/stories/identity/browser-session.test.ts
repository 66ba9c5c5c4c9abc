/** Sessions in cookies, in a real browser: a storefront on a host of its own, and pages that are not the shop's. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { customer, openSessionSite, run, type SessionSite, signIn } from "../support/session-site.ts";

let site: SessionSite;
beforeAll(async () => {
  site = await openSessionSite();
});
afterAll(() => site.close());

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  context = await site.browser.newContext();
  page = await site.openPage(context, "www.shop.test");
  return () => context.close();
});

async function signInHere(): Promise<void> {
  expect(await signIn(page)).toMatchObject({ __typename: "Session" });
}

const askMe = (where: Page = page) => run(where, "askMe()");
const refresh = (where: Page = page) => run(where, "client.refresh()");

async function cookie(kind: "access" | "refresh") {
  const found = (await context.cookies(`${site.api.url}/session`)).find(({ name }) =>
    name.startsWith(`hansa-${kind}-`),
  );
  return found ?? { name: "", value: "", domain: "", path: "", httpOnly: false, sameSite: "None" as const };
}

test("a page of another origin signs in, queries as that person and signs out, and no script sees a token", async () => {
  expect(await askMe()).toBe("guest");
  expect(await run(page, 'client.signIn("unknown@shop.example", "a wrong password")')).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  await signInHere();
  expect(await askMe()).toBe(customer?.email);
  // A page of the very host that the cookies belong to: any other sees none in any case.
  const own = await context.newPage();
  await own.goto(`${site.api.url}/session`);
  expect(await run(own, "document.cookie = 'seen=1'; document.cookie")).toBe("seen=1");

  for (const kind of ["access", "refresh"] as const)
    expect(await cookie(kind)).toMatchObject({ domain: "api.shop.test", httpOnly: true, sameSite: "Strict" });

  await run(page, "client.signOut()");
  expect([await askMe(), (await cookie("access")).value, (await cookie("refresh")).value]).toEqual(["guest", "", ""]);
});

test("an expired access token is renewed with the refresh token, which is replaced", async () => {
  await signInHere();
  const [access, first] = [await cookie("access"), await cookie("refresh")];
  await context.addCookies([{ ...access, value: "ended" }]);
  expect(await askMe()).toBe(customer?.email);
  expect((await cookie("access")).value).not.toBe("ended");
  expect((await cookie("refresh")).value).not.toBe(first.value);
});

test("two tabs that refresh at once continue with one session", async () => {
  await signInHere();
  const other = await site.openPage(context, "www.shop.test");
  const responses = await Promise.all([refresh(page), refresh(other)]);
  expect(responses).toMatchObject([{ __typename: "Session" }, { __typename: "Session" }]);
  expect([await askMe(page), await askMe(other)]).toEqual([customer?.email, customer?.email]);
  expect(await refresh(other)).toMatchObject({ __typename: "Session" });
});

test("a stolen refresh token used after its successor ends the session in the browser too", async () => {
  await signInHere();
  const stolen = await cookie("refresh");
  expect(await refresh()).toMatchObject({ __typename: "Session" });
  passGrace();
  const attacker = await fetch(`${site.api.url.replace("api.shop.test", "127.0.0.1")}/session/refresh`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: `http://www.shop.test:${site.pagesPort}`,
      cookie: `${stolen.name}=${stolen.value}`,
    },
    body: "{}",
  });
  expect(await attacker.json()).toMatchObject({ data: { refreshSession: { __typename: "InvalidTokenError" } } });
  expect(await refresh()).toMatchObject({ __typename: "InvalidTokenError" });
  expect([await askMe(), (await cookie("refresh")).value]).toEqual(["guest", ""]);
});

/** Ends the time in which a replaced refresh token is taken for one whose response was lost. */
function passGrace(): void {
  const Database = loadDriver();
  const store = new Database(storeFile(site.shop.data, "users"));
  try {
    store.prepare("UPDATE refresh_tokens SET replaced_at = replaced_at - 11000 WHERE replaced_at IS NOT NULL").run();
  } finally {
    store.close();
  }
}

/** Requests that a page makes a browser send without asking the shop first, four of them, and two before which the browser asks. */
const forgeries = [
  `fetch("API/session/refresh", { method: "POST", mode: "no-cors", credentials: "include" })`,
  `fetch("API/session/refresh", { method: "POST", mode: "no-cors", credentials: "include", body: "{}" })`,
  `fetch("API/graphql", { method: "POST", mode: "no-cors", credentials: "include",
     body: '{"query":"mutation { logout(input: {}) { __typename } }"}' })`,
  `fetch("API/session", { method: "DELETE", credentials: "include" })`,
  `fetch("API/graphql", { method: "POST", credentials: "include", headers: { "content-type": "application/json" },
     body: '{"query":"mutation { logout(input: {}) { __typename } }"}' })`,
  `(async () => {
     const frame = Object.assign(document.createElement("iframe"), { name: "target" });
     const form = Object.assign(document.createElement("form"), { action: "API/session/refresh", method: "post", target: "target" });
     document.body.append(frame, form);
     form.submit();
   })()`,
];

test.each([
  // On the storefront's site: the browser sends the cookies, and the shop refuses them.
  { host: "other.shop.test", sendsCookies: true },
  // On another site: the browser does not even send the cookies.
  { host: "www.evil.test", sendsCookies: false },
])("a page of $host changes nothing with forged requests", async ({ host, sendsCookies }) => {
  await signInHere();
  const before = await cookie("refresh");
  const forger = await site.openPage(context, host);
  // Cookies are shared by the ports of a host: the server of the pages sees whether this page's requests carry them.
  await run(
    forger,
    `fetch("http://api.shop.test:${site.pagesPort}/session", { method: "POST", mode: "no-cors", credentials: "include" })`,
  );
  expect(site.lastCookies().includes(before.value)).toBe(sendsCookies);

  const answered = await site.countResponses();
  for (const forgery of forgeries) await run(forger, forgery.replace("API", site.api.url)).catch(() => "refused");
  const answers = async () =>
    [...(await site.countResponses())]
      .map(([name, count]): [string, number] => [name, count - (answered.get(name) ?? 0)])
      .filter(([, count]) => count > 0);
  await expect.poll(async () => (await answers()).reduce((sum, [, count]) => sum + count, 0)).toBe(4);
  expect((await answers()).sort()).toEqual([
    ["(none) 415", 1],
    ["POST /session/refresh 403", 3],
  ]);
  expect(await cookie("refresh")).toEqual(before);
  expect(await askMe()).toBe(customer?.email);
});
