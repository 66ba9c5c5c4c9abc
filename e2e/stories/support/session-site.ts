/** A storefront on a host of its own, the router beside it as in production, and pages that are not the shop's, in a real browser. */
import { createServer } from "node:http";
import { demoAccounts } from "@hansa/client/demo-accounts";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { root } from "../../../cli/host/shop.mjs";
import { internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { sharedBrowser } from "./browser.ts";

export const customer = demoAccounts.find(({ role }) => role === "CUSTOMER");

export type SessionSite = {
  shop: Shop;
  browser: Browser;
  /** The router under a name beside the storefront's; `ownUrl` is one for which browsers send `Sec-Fetch-Site` without TLS. */
  api: { url: string; ownUrl: string };
  /** The port of the pages: the storefront is `www.shop.test`. */
  pagesPort: number;
  /** The cookies of the last POST that the server of the pages received. */
  lastCookies(): string;
  /** Opens the page of a host, which has the example's client as `client`. */
  openPage(context: BrowserContext, host: string): Promise<Page>;
  /** How many requests the router has answered, by endpoint and status: the refused ones name no operation. */
  countResponses(): Promise<Map<string, number>>;
  close(): Promise<void>;
};

/** Starts the router and the server of the pages. The caller closes what it opens in the browser. */
export async function openSessionSite(): Promise<SessionSite> {
  let script = "";
  let lastCookies = "";
  const pages = createServer((request, response) => {
    if (request.method === "POST") lastCookies = request.headers.cookie ?? "";
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  const address = pages.address();
  const pagesPort = typeof address === "object" && address ? address.port : 0;
  const [shop, browser] = await Promise.all([sharedShop(), sharedBrowser()]);
  const { port, stop } = await shop.startSecondProcess("router", {
    HANSA_CORS_ORIGINS: `http://www.shop.test:${pagesPort},http://api.shop.test`,
  });
  const api = { url: `http://api.shop.test:${port}`, ownUrl: `http://localhost:${port}` };
  script = await bundlePage(api.url);
  return {
    shop,
    browser,
    api,
    pagesPort,
    lastCookies: () => lastCookies,
    openPage: async (context, host) => {
      const opened = await context.newPage();
      await opened.goto(`http://${host}:${pagesPort}/`);
      await opened.waitForFunction("window.askMe");
      return opened;
    },
    countResponses: async () => {
      const metrics = await (await fetch(`${internalUrl({ port }, "router")}/metrics`)).text();
      const lines = metrics.matchAll(/requests_total\{operation="([^"]*)",status="(\d+)"\} (\d+)/g);
      return new Map([...lines].map(([, operation, status, count]) => [`${operation} ${status}`, Number(count)]));
    },
    close: async () => {
      await stop();
      await new Promise((resolve) => pages.close(resolve));
    },
  };
}

/** The example for pages as a browser loads it, with its client as `client`. */
async function bundlePage(url: string): Promise<string> {
  const contents = `
    import { MeDocument } from "${root}/docs/front-ends/examples/operations.ts";
    import { createPageClient } from "${root}/docs/front-ends/examples/fetch/page.ts";
    window.client = createPageClient(${JSON.stringify(url)});
    window.askMe = async () => (await client.send(MeDocument, {})).me?.email ?? "guest";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}

/** Runs JavaScript in a page and gives what its promise holds. */
export const run = (where: Page, code: string): Promise<unknown> => where.evaluate(code);

/** Signs the demo customer in from a page of the storefront, and gives the response. */
export function signIn(page: Page): Promise<unknown> {
  const { email, password } = customer ?? { email: "", password: "" };
  return run(page, `client.signIn(${JSON.stringify(email)}, ${JSON.stringify(password)})`);
}
