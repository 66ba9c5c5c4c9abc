/** A shop with its storefront, and a browser whose pages may ask nothing of other hosts, break no policy and log no error. */
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { eventually, never } from "@hansa/client/polling";
import { longDeadlines, spawnOwned } from "@hansa/kit/testing";
import type { BrowserContext, BrowserContextOptions, Page, Request } from "playwright-core";
import { expect } from "vitest";
import { waitUntilReady } from "../../../cli/host/processes/health.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { commandOf, internalPort, processFolder, root, storefront } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { doShared } from "../../../cli/testing/cpu/shared-work.ts";
import { besideStorefront, isRunning, runShop, type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { sharedBrowser } from "./browser.ts";
import { watchPage } from "./watched-page.ts";

const leastDeadline = path.join(root, "cli/testing/least-deadline.mjs");

export type StorefrontShop = {
  shop: Shop;
  /** The address of the pages, through the router. */
  origin: string;
  /** Opens a page of a visitor of its own. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** Lets a page read once more what it shows, as after a change elsewhere. */
  allowReading(page: Page): void;
  /** Closes all pages. Fails if one asked another host, broke the policy, logged an error, or asked the graph more than once for a document. */
  closePages(): Promise<void>;
  /** Rows that a statement finds in the store of a service. */
  rows(service: string, statement: string): unknown[];
  killStorefront(): Promise<void>;
  /** Stops the process without ending it, and lets it go on. */
  pauseStorefront(isPaused: boolean): void;
  startStorefront(): Promise<void>;
  stop(): Promise<void>;
};

/** Queries that a document may send besides its one: while it waits, when a visitor types, and after a change. */
const furtherQueries =
  /^Storefront(CheckoutProgress|AddressFormat|CartVersion|Suggestions|CollectionCount|SearchCount|AccountCards|ShippingEstimate)$/;
/** Errors of the browser about a response that a page was made for, 401 comes before a session is renewed, or about being offline. */
const expectedErrors = /Failed to load resource.*( 401 | 404 | 503 |ERR_INTERNET_DISCONNECTED)/;

type StorefrontOptions = {
  /** Variables of the shop beside the usual ones. */
  environment?(port: number): Record<string, string>;
  /** Other origins that pages may ask. */
  origins?(port: number): readonly string[];
  /** The folder of the storefront that is built. */
  folder?: string;
};

let shared: Promise<StorefrontShop> | undefined;

/**
 * The storefront of stories that need no data of their own, beside the shop of all files that one worker runs: each file gets both restored. Tests
 * change prices and stock of goods of their own.
 */
export async function sharedStorefront(): Promise<StorefrontShop> {
  const shop = await sharedShop();
  shared ??= doShared(() => openBeside(shop, {}));
  const storefront = await shared;
  await storefront.startStorefront();
  return storefront;
}

/** Starts a shop of its own with all of it. Stop it after the tests of the file. */
export async function openStorefront(options: StorefrontOptions = {}): Promise<StorefrontShop> {
  const { environment = () => ({}) } = options;
  return openBeside(await runShop((port) => ({ ...besideStorefront(port), ...environment(port) })), options);
}

async function openBeside(
  shop: Shop,
  { environment = () => ({}), origins = () => [], folder = path.join(root, storefront.folder) }: StorefrontOptions,
): Promise<StorefrontShop> {
  const origin = `http://127.0.0.1:${shop.port}`;
  const { LEAST_DEADLINE_MS = longDeadlines.LEAST_DEADLINE_MS } = environment(shop.port);
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  const readings = new WeakMap<Page, () => void>();
  let child: ChildProcess | undefined;

  async function startStorefront(): Promise<void> {
    if (isRunning(child)) return;
    child = spawnOwned(process.execPath, ["--import", leastDeadline, ...commandOf(storefront.name)], {
      cwd: folder,
      env: { ...ownEnvironment(), HANSA_PORT: String(shop.port), HANSA_LOG_LEVEL: "error", LEAST_DEADLINE_MS },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await waitUntilReady({ name: storefront.name, child, port: internalPort(storefront, shop.port) });
  }

  async function killStorefront(): Promise<void> {
    if (!isRunning(child)) return;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await ended;
  }

  const [browser] = await Promise.all([sharedBrowser(), startStorefront()]);
  // The first operations are planned, which takes a busy machine longer than a page waits.
  await eventually("the first page is served", async () => {
    const { ok } = await fetch(`${origin}/products/tidemark-mug`, { headers: { accept: "text/html" } });
    return ok || undefined;
  });

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    // A busy machine is no failure.
    page.setDefaultTimeout(never.ofProcesses);
    watchPage(page, { complaints, origins: [origin, ...origins(shop.port)], expected: expectedErrors });
    let queries: string[] = [];
    readings.set(page, () => {
      queries = [];
    });
    // Until the next document begins to come, the last one may ask.
    page.on("response", (response) => {
      const request = response.request();
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) queries = [];
    });
    let orderReadAt = Number.NEGATIVE_INFINITY;
    page.on("request", (request) => {
      // After a change, a page reads again.
      if (operationOf(request, "mutation") !== undefined) queries = [];
      const query = operationOf(request, "query");
      if (query === undefined || furtherQueries.test(query)) return;
      // An order that is awaited is read every two seconds.
      const isAwaited = query === "StorefrontOrder" && performance.now() - orderReadAt > 1_000;
      if (query === "StorefrontOrder") orderReadAt = performance.now();
      if (isAwaited) queries = [];
      queries.push(query);
      if (queries.length > 1) complaints.push(`${page.url()} asked more than once: ${queries.join(", ")}`);
    });
    return page;
  }

  async function closeContexts(): Promise<void> {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  }

  return {
    shop,
    origin,
    openPage,
    allowReading: (page) => readings.get(page)?.(),
    closePages: async () => {
      await closeContexts();
      expect(complaints.splice(0)).toEqual([]);
    },
    rows: (service, statement) => {
      const Driver = loadDriver();
      const store = new Driver(path.join(processFolder(shop.data, service), `${service}.db`), { readonly: true });
      try {
        return store.prepare(statement).all();
      } finally {
        store.close();
      }
    },
    killStorefront,
    pauseStorefront: (isPaused) => child?.kill(isPaused ? "SIGSTOP" : "SIGCONT"),
    startStorefront,
    stop: async () => {
      await Promise.all([closeContexts(), killStorefront()]);
      await shop.stop();
    },
  };
}

/** The name of the operation of this kind that a request sends to the graph; undefined for other requests. */
function operationOf(request: Request, kind: "query" | "mutation"): string | undefined {
  if (!request.url().endsWith("/graphql/public")) return undefined;
  const [, found, name] = /"query":"(query|mutation) (\w+)/.exec(request.postData() ?? "") ?? [];
  return found === kind ? name : undefined;
}
