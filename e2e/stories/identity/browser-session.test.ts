/** Sessions in cookies, in a real browser: a storefront on a host of its own, and pages that are not the shop's. */
import { createServer, type Server } from "node:http";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { privateUrl, type Shop, sharedShop } from "../../../lab/client/processes/shop.ts";
import { demoAccounts } from "../../../tools/host/demo-accounts.ts";
import { root, storeFile } from "../../../tools/host/shop.mjs";
import { loadDriver } from "../../../tools/host/sqlite.mjs";
import { openBrowser } from "../support/browser.ts";

const customer = demoAccounts.find(({ role }) => role === "CUSTOMER");

let shop: Shop;
let browser: Browser;
let pages: Server;
let pagesPort: number;
let script = "";
/** The cookies of the last POST that the server of the pages received. */
let lastCookies = "";
/** The router under a name beside the storefront's, as in production. */
let api: { url: string; private: string; stop(): Promise<void> };

beforeAll(async () => {
  pages = createServer((request, response) => {
    if (request.method === "POST") lastCookies = request.headers.cookie ?? "";
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  const address = pages.address();
  pagesPort = typeof address === "object" && address ? address.port : 0;
  [shop, browser] = await Promise.all([sharedShop(), openBrowser(["*.shop.test", "*.evil.test"])]);
  const { port, stop } = await shop.startSecondProcess("router", {
    HANSA_CORS_ORIGINS: `http://www.shop.test:${pagesPort},http://api.shop.test`,
  });
  api = { url: `http://api.shop.test:${port}`, private: privateUrl({ port }, "router"), stop };
  script = await bundlePage();
});
afterAll(async () => {
  await browser.close();
  await api.stop();
  await new Promise((resolve) => pages.close(resolve));
});

/** The example for pages as a browser loads it, with its client as `client`. */
async function bundlePage(): Promise<string> {
  const contents = `
    import { MeDocument } from "${root}/examples/operations.ts";
    import { createPageClient } from "${root}/examples/fetch/page.ts";
    window.client = createPageClient(${JSON.stringify(api.url)});
    window.askMe = async () => (await client.send(MeDocument, {})).me?.email ?? "guest";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  context = await browser.newContext();
  page = await openPage("www.shop.test");
  return () => context.close();
});

async function openPage(host: string): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`http://${host}:${pagesPort}/`);
  await opened.waitForFunction("window.askMe");
  return opened;
}

/** Runs JavaScript in a page and gives what its promise holds. */
const run = (where: Page, code: string): Promise<unknown> => where.evaluate(code);

async function signIn(): Promise<void> {
  const { email, password } = customer ?? { email: "", password: "" };
  const code = `client.signIn(${JSON.stringify(email)}, ${JSON.stringify(password)})`;
  expect(await run(page, code)).toMatchObject({ __typename: "Session" });
}

const askMe = (where: Page = page) => run(where, "askMe()");
const refresh = (where: Page = page) => run(where, "client.refresh()");

async function cookie(kind: "access" | "refresh") {
  const found = (await context.cookies(`${api.url}/session`)).find(({ name }) => name.startsWith(`hansa-${kind}-`));
  return found ?? { name: "", value: "", domain: "", path: "", httpOnly: false, sameSite: "None" as const };
}

test("a page of another origin signs in, queries as that person and signs out, and no script sees a token", async () => {
  expect(await askMe()).toBe("guest");
  expect(await run(page, 'client.signIn("unknown@shop.example", "a wrong password")')).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  await signIn();
  expect(await askMe()).toBe(customer?.email);
  // A page of the very host that the cookies belong to: any other sees none in any case.
  const own = await context.newPage();
  await own.goto(`${api.url}/session`);
  expect(await run(own, "document.cookie = 'seen=1'; document.cookie")).toBe("seen=1");

  for (const kind of ["access", "refresh"] as const)
    expect(await cookie(kind)).toMatchObject({ domain: "api.shop.test", httpOnly: true, sameSite: "Strict" });

  await run(page, "client.signOut()");
  expect([await askMe(), (await cookie("access")).value, (await cookie("refresh")).value]).toEqual(["guest", "", ""]);
});

test("an expired access token is renewed with the refresh token, which is replaced", async () => {
  await signIn();
  const [access, first] = [await cookie("access"), await cookie("refresh")];
  await context.addCookies([{ ...access, value: "ended" }]);
  expect(await askMe()).toBe(customer?.email);
  expect((await cookie("access")).value).not.toBe("ended");
  expect((await cookie("refresh")).value).not.toBe(first.value);
});

test("two tabs that refresh at once continue with one session", async () => {
  await signIn();
  const other = await openPage("www.shop.test");
  const answers = await Promise.all([refresh(page), refresh(other)]);
  expect(answers).toMatchObject([{ __typename: "Session" }, { __typename: "Session" }]);
  expect([await askMe(page), await askMe(other)]).toEqual([customer?.email, customer?.email]);
  expect(await refresh(other)).toMatchObject({ __typename: "Session" });
});

test("a stolen refresh token used after its successor ends the session in the browser too", async () => {
  await signIn();
  const stolen = await cookie("refresh");
  expect(await refresh()).toMatchObject({ __typename: "Session" });
  passGrace();
  const attacker = await fetch(`${api.url.replace("api.shop.test", "127.0.0.1")}/session/refresh`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: `http://www.shop.test:${pagesPort}`,
      cookie: `${stolen.name}=${stolen.value}`,
    },
    body: "{}",
  });
  expect(await attacker.json()).toMatchObject({ data: { refreshSession: { __typename: "InvalidTokenError" } } });
  expect(await refresh()).toMatchObject({ __typename: "InvalidTokenError" });
  expect([await askMe(), (await cookie("refresh")).value]).toEqual(["guest", ""]);
});

/** Ends the time in which a replaced refresh token is taken for one whose answer was lost. */
function passGrace(): void {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "users"));
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

/** How many requests the router has answered, by endpoint and status: the refused ones name no operation. */
async function countAnswers(): Promise<Map<string, number>> {
  const metrics = await (await fetch(`${api.private}/metrics`)).text();
  const lines = metrics.matchAll(/requests_total\{operation="([^"]*)",status="(\d+)"\} (\d+)/g);
  return new Map([...lines].map(([, operation, status, count]) => [`${operation} ${status}`, Number(count)]));
}

test.each([
  // On the storefront's site: the browser sends the cookies, and the shop refuses them.
  { host: "other.shop.test", sendsCookies: true },
  // On another site: the browser does not even send the cookies.
  { host: "www.evil.test", sendsCookies: false },
])("a page of $host changes nothing with forged requests", async ({ host, sendsCookies }) => {
  await signIn();
  const before = await cookie("refresh");
  const forger = await openPage(host);
  // Cookies are shared by the ports of a host: the server of the pages sees whether this page's requests carry them.
  await run(
    forger,
    `fetch("http://api.shop.test:${pagesPort}/session", { method: "POST", mode: "no-cors", credentials: "include" })`,
  );
  expect(lastCookies.includes(before.value)).toBe(sendsCookies);

  const answered = await countAnswers();
  for (const forgery of forgeries) await run(forger, forgery.replace("API", api.url)).catch(() => "refused");
  const answers = async () =>
    [...(await countAnswers())]
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
