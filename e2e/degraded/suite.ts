/** The suite of pages: every page of the playground, asked without each service in these ways, has the golden nulls and codes that fit the way. */
import { isDeepStrictEqual } from "node:util";
import { setStock } from "@hansa/client/buyer";
import { eventually, pollOptions } from "@hansa/client/polling";
import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { ownDeadlines } from "@hansa/kit/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openPageClient, type Page, type PageResponse, readPages } from "../../cli/testing/playground-pages.ts";
import { runShop, type Shop } from "../../cli/testing/shop.ts";
import { codes, refusal, takeAway, type Way } from "./faults.ts";
import { type Golden, goldenFile, readGolden } from "./golden.ts";
import { claimProxies, type Proxies } from "./proxies.ts";
import { type Degradation, describeDegradation } from "./response.ts";

/** On a busy machine a healthy service can be late. */
const maxAttempts = 3;
/** Errors say nothing of addresses, statements and files. */
const internals = /127\.0\.0\.1|localhost|ECONN|SQLITE|SELECT |\.ts:\d/;

/** A complete page, and the services that the router asked for it. */
type Complete = { data: PageResponse["data"]; asked: ReadonlySet<ServiceName> };

export type DegradedOptions = {
  /** The responses of the first are compared with the golden ones, and those of the others with its own. It refuses connections. */
  ways: readonly ["refused" | "stopped", ...Way[]];
  /** Added to the variables of the shop. */
  environment?: Readonly<Record<string, string>>;
  /** The longest that a page may take, in milliseconds, and the clock that tells it: only a test that runs on a quiet machine has them. */
  time?: { maxMs: number; now(): number };
};

const untimed: Required<DegradedOptions>["time"] = { maxMs: Number.POSITIVE_INFINITY, now: () => 0 };

let shop: Shop;
let proxies: Proxies;
let pages: readonly Page[];
let ask: (page: Page) => Promise<PageResponse>;
const golden = readGolden();
/** The responses of this run without a service. */
const found: Golden = {};

/** Defines the tests of the suite. */
export function testPages({ ways, environment = {}, time = untimed }: DegradedOptions): void {
  beforeAll(async () => {
    proxies = await claimProxies();
    shop = await runShop({
      ...proxies.environment,
      HANSA_REQUESTS_PER_MINUTE: "1000000",
      ...ownDeadlines,
      ...environment,
    });
    await proxies.open(shop);
    pages = readPages(shop);
    ask = await signInAll();
    await stockCart();
    // Timers and events still change the orders of a shop that has just begun.
    let before: unknown;
    await eventually("the orders of the shop are settled", async () => {
      const complete = await readComplete();
      const orders = queries()
        .filter(({ name }) => /Order/.test(name))
        .map(({ name }) => complete.get(name)?.data);
      const isSettled = isDeepStrictEqual(orders, before);
      before = orders;
      return isSettled || undefined;
    });
    return async () => {
      await shop.stop();
      await proxies.close();
    };
  });

  describe.each(serviceNames)("without %s", (service) => {
    beforeAll(async () => {
      // An access token lives for five minutes.
      ask = await signInAll();
    });

    test.each(ways)("%s: every page has the golden nulls, with fitting codes", async (way) => {
      const complete = await readComplete();
      const bringBack = await takeAway({ shop, proxies }, service, way);
      try {
        if (service === "users") await untilStaffIsRefused();
        // Mutations last: they change what the others show.
        for (const page of [...queries(), ...mutations()]) {
          const expected = (way === ways[0] ? golden : found)[page.name]?.[service];
          const { degraded, errors, unfit, ms } = await observe({ page, way, time }, complete.get(page.name), expected);
          if (way === ways[0]) found[page.name] = { ...found[page.name], [service]: degraded };
          expect.soft(degraded, page.name).toEqual(found[page.name]?.[service]);
          expect.soft({ unfit, isLate: ms > time.maxMs }, page.name).toEqual({ unfit: [], isLate: false });
          expect.soft(JSON.stringify(errors), page.name).not.toMatch(internals);
          const isAsked = complete.get(page.name)?.asked.has(service) ?? false;
          if (isAsked)
            expect.soft(degraded.errors, `${page.name} needs ${service}, and misses nothing`).not.toEqual([]);
        }
      } finally {
        await bringBack();
      }
    });
  });

  test("the answers are the golden ones: see docs/front-ends/degraded.md before you update them", async () => {
    expect(pages).toHaveLength(16);
    const counts = Object.values(found).map((responses) => Object.keys(responses).length);
    expect(counts).toEqual(pages.map(() => serviceNames.length));
    const sorted = Object.fromEntries(pages.map(({ name }) => [name, found[name]]));
    await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot(goldenFile);
  });
}

const cartVariables = z.object({ input: z.object({ lines: z.tuple([z.object({ variantId: z.string() })]) }) });

/** Makes more of the goods available than all askings of the page that adds to a cart put into it. */
async function stockCart(): Promise<void> {
  const page = pages.find(({ name }) => name === "Q06_AddToCart");
  const [{ variantId }] = cartVariables.parse(page?.variables).input.lines;
  await eventually("the goods are in stock", () =>
    setStock(shop, variantId, 900).then(
      () => true,
      () => undefined,
    ),
  );
}

/** Signs in everybody the pages need. On a busy machine a sign-in can take longer than an operation has here. */
function signInAll(): Promise<typeof ask> {
  return eventually("everybody is signed in", () => openPageClient(shop).catch(() => undefined));
}

function queries(): Page[] {
  return pages.filter(({ isQuery }) => isQuery);
}

function mutations(): Page[] {
  return pages.filter(({ isQuery }) => !isQuery);
}

/** Reads all pages, mutations first, until each is complete: breakers close a second after a service is back. */
function readComplete(): Promise<Map<string, Complete>> {
  return eventually("every page is complete", async () => {
    const complete = new Map<string, Complete>();
    for (const page of [...mutations(), ...queries()]) {
      const before = serviceNames.map((name) => proxies.services[name].graphRequests());
      const { data, errors } = await ask(page);
      if (errors.length > 0 || data === null) return undefined;
      const asked = serviceNames.filter((name, index) => proxies.services[name].graphRequests() !== before[index]);
      complete.set(page.name, { data, asked: new Set(asked) });
    }
    return complete;
  });
}

/** A response; `unfit` are the codes that do not fit the way in which the service is away. */
type Observation = { degraded: Degradation; errors: PageResponse["errors"]; unfit: string[]; ms: number };

/** Asks a page until its response is as expected, at most three times. */
async function observe(
  { page, way, time }: { page: Page; way: Way; time: typeof untimed },
  complete: Complete | undefined,
  expected: Degradation | undefined,
): Promise<Observation> {
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = time.now();
    const response = await ask(page);
    const ms = time.now() - startedAt;
    const degraded = describeDegradation(complete?.data, response, !page.isQuery);
    const fitting = new Set<string>(fittingCodes(page, way, response));
    const unfit = response.errors.map(({ extensions }) => extensions.code).filter((code) => !fitting.has(code));
    const isExpected = isDeepStrictEqual(degraded, expected) && unfit.length === 0 && ms <= time.maxMs;
    if (isExpected || attempt === maxAttempts) return { degraded, errors: response.errors, unfit, ms };
  }
}

function fittingCodes(page: Page, way: Way, { status }: PageResponse): readonly string[] {
  if (status === 503) return [refusal];
  const { read, mutation } = codes[way];
  return page.isQuery ? read : [...read, ...mutation];
}

/** Sessions are trusted for two seconds after users was last heard. Then the router refuses staff itself; a service may do so a moment earlier. */
async function untilStaffIsRefused(): Promise<void> {
  const [staffPage] = queries().filter(({ identity }) => identity === "support");
  if (!staffPage) throw new Error("no page is one of staff");
  await expect.poll(async () => (await ask(staffPage)).status, pollOptions).toBe(503);
}
