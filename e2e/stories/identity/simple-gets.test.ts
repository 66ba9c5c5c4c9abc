/** Queries by GET as simply as a page can send them: taken from pages of the shop and of allowed origins, and refused from others. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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

/** JavaScript that sends a query by GET, as simply as a page can. */
const getMe = (origin: string, init: string) => `fetch("${origin}/graphql?query={me{email}}", ${init})`;
/** JavaScript that reads the response, which only pages of the shop and of allowed origins can. */
const readMe = (origin: string, credentials: "include" | "omit") =>
  `${getMe(origin, `{ credentials: "${credentials}" }`)}.then((answer) => answer.json()).then(({ data }) => data.me?.email ?? "guest")`;

test("a GET of a query is taken from an allowed origin, with the session cookie and without", async () => {
  expect(await run(page, readMe(site.api.url, "include"))).toBe("guest");
  expect(await signIn(page)).toMatchObject({ __typename: "Session" });
  expect(await run(page, readMe(site.api.url, "include"))).toBe(customer?.email);
  expect(await run(page, readMe(site.api.url, "omit"))).toBe("guest");
});

test("a GET of a query is taken from the shop's own page, with the session cookie and without", async () => {
  const own = await context.newPage();
  await own.goto(`${site.api.ownUrl}/session`);
  expect(await run(own, readMe(site.api.ownUrl, "include"))).toBe("guest");
  const { email, password } = customer ?? {};
  const signsIn = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  };
  expect(await run(own, `fetch("/session", ${JSON.stringify(signsIn)}).then(({ status }) => status)`)).toBe(200);
  expect(await run(own, readMe(site.api.ownUrl, "include"))).toBe(customer?.email);
  expect(await run(own, readMe(site.api.ownUrl, "omit"))).toBe("guest");
});

test.each([
  // The browser sends the cookies, and, without TLS, no `Sec-Fetch-Site`.
  { host: "other.shop.test", target: () => site.api.url },
  { host: "www.evil.test", target: () => site.api.ownUrl },
])("a page of $host has no GET of a query answered", async ({ host, target }) => {
  expect(await signIn(page)).toMatchObject({ __typename: "Session" });
  const forger = await site.openPage(context, host);
  const answered = await site.countResponses();
  const answers = async () =>
    [...(await site.countResponses())].flatMap(([name, count]) => Array(count - (answered.get(name) ?? 0)).fill(name));
  const simple = getMe(target(), `{ mode: "no-cors", credentials: "include" }`);
  await expect(run(forger, simple)).rejects.toThrow("Failed to fetch");
  await expect(run(forger, readMe(target(), "include"))).rejects.toThrow("Failed to fetch");
  await run(
    forger,
    `new Promise((resolve) => {
       const picture = new Image();
       picture.onload = picture.onerror = () => resolve("loaded");
       picture.src = "${target()}/graphql?query={me{email}}";
     })`,
  );
  await expect.poll(answers).toEqual(["(none) 400", "(none) 400", "(none) 400"]);
});
