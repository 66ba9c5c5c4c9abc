/** Held responses: a finished response leaves at the next half second since its request had come, without a place in the admission. */
import { once } from "node:events";
import { request } from "node:http";
import type { Runtime } from "@hansa/kit/runtime";
import { manualRuntime } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import type { RouterConfig } from "../../src/config.ts";
import { startRouter } from "../support/router.ts";
import { startProducts } from "../support/subgraphs.ts";

const rename = 'mutation { rename(id: "prod_1", title: "held") { title } }';
const read = '{ product(id: "prod_1") { id } }';

/** A router on a manual clock. `isHeld` waits until so many finished responses are held for this time, in milliseconds. */
async function open(overrides: Partial<Pick<RouterConfig, "loadLimits" | "connectionsPerAddress">> = {}) {
  // Signatures are checked by the system's clock.
  const manual = manualRuntime(Date.now());
  const sleeps: number[] = [];
  const runtime: Runtime = {
    ...manual,
    sleep: (ms, signal) => {
      sleeps.push(ms);
      return manual.sleep(ms, signal);
    },
  };
  const products = await startProducts();
  const router = await startRouter([products], overrides, { runtime });
  onTestFinished(async () => {
    await router.close();
    await products.stop();
  });
  const isHeld = (ms: number, count = 1) =>
    expect.poll(() => sleeps.filter((slept) => slept === ms)).toHaveLength(count);
  return { advance: manual.advance, isHeld, products, router };
}

test("a held response leaves at the next half second, and what asked for it is not shown", async () => {
  const { advance, isHeld, products, router } = await open();
  let release = () => {};
  products.misbehave(() => new Promise<void>((resolve) => (release = resolve)));
  const response = router.ask(rename);
  await expect.poll(() => products.headers.length).toBe(1);
  await advance(700);
  release();
  await isHeld(300);
  await advance(300);
  const { status, data, extensions } = await response;
  expect({ status, data, extensions }).toEqual({ status: 200, data: { rename: { title: "held" } } });
});

test("a body that comes slowly does not move the half second nearer to the work", async () => {
  const { advance, isHeld, router } = await open();
  const body = JSON.stringify({ query: rename });
  const headers = { "content-type": "application/json", "content-length": body.length };
  const sent = request(`${router.url}/graphql`, { method: "POST", headers });
  const answered = once(sent, "response");
  const arrived = once(router.app.server, "request");
  sent.write(body.slice(0, 5));
  await arrived;
  await advance(490);
  sent.end(body.slice(5));
  await isHeld(500);
  await advance(500);
  const [response] = await answered;
  expect(response.statusCode).toBe(200);
  response.resume();
});

test("held responses take no place in the admission", async () => {
  // One operation in progress is the most that queries may meet.
  const { advance, isHeld, products, router } = await open({ loadLimits: { fetches: 0.1, delayMs: 0 } });
  let release = () => {};
  products.misbehave(() => new Promise<void>((resolve) => (release = resolve)));
  const response = router.ask(rename);
  await expect.poll(() => products.headers.length).toBe(1);
  expect((await router.ask(read)).status).toBe(503);
  products.misbehave();
  release();
  await isHeld(500);
  await advance(0);
  expect((await router.ask(read)).status).toBe(200);
  await advance(500);
  expect((await response).status).toBe(200);
});

test("one address has at most as many held responses as it may have requests in progress", async () => {
  const { advance, isHeld, router } = await open({ connectionsPerAddress: 2 });
  const held = [router.ask(rename), router.ask(rename)];
  await isHeld(500, 2);
  expect((await router.ask(read)).status).toBe(429);
  await advance(500);
  for (const response of held) expect((await response).status).toBe(200);
  expect((await router.ask(read)).status).toBe(200);
});

test("a response whose client is gone is held no longer", async () => {
  const { isHeld, router } = await open({ connectionsPerAddress: 1 });
  const gone = new AbortController();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ query: rename });
  const response = router.send("/graphql", { method: "POST", headers, body, signal: gone.signal });
  await isHeld(500);
  gone.abort();
  await expect(response).rejects.toThrow();
  await expect.poll(async () => (await router.ask(read)).status).toBe(200);
});
