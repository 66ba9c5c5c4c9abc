/** The header that names a visitor of the storefront: valid for a minute, signed by the routers alone, and never sent to a browser. */
import { generateKeyPairSync } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { processes } from "@hansa/contracts/processes";
import { developmentRing, type KeyRing } from "@hansa/kit/identity";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openVisitors, visitorHeader } from "../../src/identity/visitors.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { browser, startStorefront, type TestStorefront } from "../support/storefront.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const [greedy, victim] = ["203.0.113.5", "203.0.113.6"];
const ring = developmentRing("router", processes);
let elapsed = 0;
/** A whole second, in which the header is signed. */
const start = Date.UTC(2026, 10, 27, 12);
const clock: Runtime = { ...systemRuntime, now: () => start + elapsed };

let subgraphs: TestSubgraph[];
let storefront: TestStorefront;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  storefront = await startStorefront();
});
beforeEach(() => {
  elapsed = 0;
});
afterEach(() => {
  storefront.behave();
  storefront.received.length = 0;
});
afterAll(async () => {
  await storefront.stop();
  for (const subgraph of subgraphs) await subgraph.stop();
});

async function open(): Promise<TestRouter> {
  const router = await startRouter(subgraphs, { storefrontOrigins: [storefront.origin], trustedProxies: 1 });
  onTestFinished(() => router.close());
  return router;
}

/** Opens a page, as the visitor with this address. */
const openPage = (router: TestRouter, address: string, headers: Record<string, string> = {}) =>
  router.send("/products/cup", { headers: { ...browser, "x-forwarded-for": address, ...headers } });

/** The header that the storefront got with the last page. */
function givenHeader(): string {
  const header = storefront.received.at(-1)?.headers[visitorHeader];
  if (typeof header !== "string") throw new Error("the storefront got no header");
  return header;
}

/** The address as whose the router counts a query with this header. */
async function countedAs(router: TestRouter, header: string): Promise<string | null | undefined> {
  const { status } = await router.ask("{ viewer }", {}, { [visitorHeader]: header, "x-forwarded-for": "198.51.100.1" });
  expect(status).toBe(200);
  return subgraphs[0]?.contexts.at(-1)?.from?.address;
}

/** A key ring with other viewer keys. */
function ringWith(...signingKeys: KeyRing["current"]["signingKeys"]): KeyRing {
  return { ...ring, current: { ...ring.current, signingKeys } };
}

const newKey = (id: string) => ({ id, key: generateKeyPairSync("ed25519").privateKey });

/** The address that a router with these keys reads from a header. */
function readWith(other: KeyRing | undefined, header: string | string[]): string | undefined {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, { [visitorHeader]: header });
  return openVisitors(other, clock).addressOf(message);
}

describe("the header of a page", () => {
  test.each([greedy, "2001:db8:0:1::7", "10.0.0.9"])(
    "names the visitor %s for a minute, to all routers of the shop",
    async (address) => {
      const [router, second] = [await open(), await open()];
      expect((await openPage(router, address)).status).toBe(200);
      const header = givenHeader();
      expect(header).toMatch(/^[\w-]{30,100}$/);
      for (const each of [router, second]) expect(await countedAs(each, header)).toBe(address);
      const signedBefore = (ms: number) =>
        openVisitors(ring, { ...systemRuntime, now: () => Date.now() - ms }).sign(address);
      expect(await countedAs(second, signedBefore(55_000))).toBe(address);
      expect(await countedAs(second, signedBefore(61_000))).toBe("198.51.100.1");
    },
  );

  test("is the router's, whatever the client sends, and never reaches a browser", async () => {
    const router = await open();
    const known = openVisitors(ring, systemRuntime).sign(victim);
    storefront.behave(({ headers }, response) => {
      const header = String(headers[visitorHeader]);
      response.setHeader(visitorHeader, header).setHeader("x-visitor", header).setHeader("content-type", "text/html");
      response.end("page");
    });
    for (const sent of [known, "x"]) {
      const { headers } = await openPage(router, greedy, { [visitorHeader]: sent });
      expect(await countedAs(router, givenHeader())).toBe(greedy);
      expect(JSON.stringify([...headers])).not.toContain(givenHeader());
      expect(headers.has(visitorHeader)).toBe(false);
    }
    const answered = await router.ask("{ viewer }", {}, { [visitorHeader]: known });
    expect(JSON.stringify([...answered.headers])).not.toContain(known);
  });

  test("gives no identity: a guest stays a guest, and a wrong credential is refused", async () => {
    const router = await open();
    const header = openVisitors(ring, systemRuntime).sign(victim);
    const { data } = await router.ask("{ viewer }", {}, { [visitorHeader]: header });
    expect(data).toEqual({ viewer: '{"kind":"guest"}' });
    const forged = await router.ask("{ viewer }", {}, { [visitorHeader]: header, authorization: "Basic x" });
    expect([forged.status, forged.errors[0]?.extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
  });
});

describe("a header that no router of the shop signed now", () => {
  const signed = () => openVisitors(ring, clock).sign(victim);

  test("is ignored with any character changed, cut or added", () => {
    const header = signed();
    expect(readWith(ring, header)).toBe(victim);
    for (let at = 0; at < header.length - 1; at += 1) {
      const other = header[at] === "A" ? "B" : "A";
      expect([at, readWith(ring, header.slice(0, at) + other + header.slice(at + 1))]).toEqual([at, undefined]);
    }
    for (const other of [
      header.slice(1),
      header.slice(0, -2),
      `${header}AA`,
      `${header}, ${header}`,
      "",
      "x".repeat(5_000),
    ])
      expect(readWith(ring, other)).toBeUndefined();
    expect(readWith(ring, [header, header])).toBeUndefined();
  });

  test("is ignored from a foreign key, and from a router without keys", () => {
    const foreign = ringWith(newKey("foreign"));
    expect(readWith(ring, openVisitors(foreign, clock).sign(victim))).toBeUndefined();
    expect(readWith(ring, openVisitors(undefined, clock).sign(victim))).toBeUndefined();
    expect(readWith(undefined, signed())).toBeUndefined();
    const alone = openVisitors(undefined, clock);
    const message = new IncomingMessage(new Socket());
    message.headers[visitorHeader] = alone.sign(victim);
    expect(alone.addressOf(message)).toBe(victim);
  });

  test("is ignored after a minute, and from the future, but for the difference of clocks", () => {
    const header = signed();
    const readAt = (ms: number) => {
      elapsed = ms;
      return readWith(ring, header);
    };
    expect([0, 60_000, 60_001, -5_000, -5_001].map(readAt)).toEqual([victim, victim, undefined, victim, undefined]);
  });

  test("is known while keys rotate, by routers that have both", () => {
    const [old, next] = [newKey("old"), newKey("new")];
    const header = openVisitors(ringWith(old), clock).sign(victim);
    expect(readWith(ringWith(next, old), header)).toBe(victim);
    expect(readWith(ringWith(next), header)).toBeUndefined();
    const rotating = ringWith(old);
    const visitors = openVisitors(rotating, clock);
    rotating.current = { ...rotating.current, signingKeys: [next, old] };
    expect(readWith(ringWith(next), visitors.sign(victim))).toBe(victim);
  });

  test.each(["forged", ""])("is no error: %j is counted as the caller's", async (header) => {
    const router = await open();
    expect(await countedAs(router, header)).toBe("198.51.100.1");
  });
});
