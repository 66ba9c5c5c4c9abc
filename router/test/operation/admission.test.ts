/** Admission: which operations an overloaded router refuses, and in which order. */
import type { Viewer } from "@hansa/kit/identity/identity";
import { createLog } from "@hansa/kit/runtime/log";
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import {
  kindOf,
  type LoadLimits,
  type OperationKind,
  openAdmission,
  queryKindOf,
} from "../../src/operation/admission.ts";
import { startRouter } from "../support/router.ts";
import { startProducts } from "../support/subgraphs.ts";

const kinds: readonly OperationKind[] = ["anonymous query", "signed-in query", "mutation", "checkout"];

function open(limits: LoadLimits, load = { pending: 0, isStarved: false }) {
  const runtime = manualRuntime(0);
  const refused: string[] = [];
  const log = createLog("test", "silent");
  const cpuTime = () => (load.isStarved ? 0 : runtime.monotonic());
  const countRefusal = (kind: string) => void refused.push(kind);
  const parts = { runtime, log, countRefusal, pendingFetches: () => load.pending, cpuTime };
  return { runtime, refused, ...openAdmission(parts, limits) };
}

test("with more fetches pending fewer kinds are accepted, the most important last", () => {
  const load = { pending: 0, isStarved: false };
  const { refuses, refused } = open({ fetches: 100, delayMs: 0 }, load);
  const accepted = (pending: number) => {
    load.pending = pending;
    return kinds.map((kind) => !refuses(kind));
  };
  expect([99, 100, 125, 150, 199, 200].map(accepted)).toEqual([
    [true, true, true, true],
    [false, true, true, true],
    [false, false, true, true],
    [false, false, false, true],
    [false, false, false, true],
    [false, false, false, false],
  ]);
  expect(refused.filter((kind) => kind === "checkout")).toHaveLength(1);
});

test("a kind that is refused holds back the less important ones for a second", async () => {
  const load = { pending: 200, isStarved: false };
  const { refuses, runtime } = open({ fetches: 100, delayMs: 0 }, load);
  expect(refuses("mutation")).toBe(true);
  load.pending = 0;
  const accepted = () => kinds.map((kind) => !refuses(kind));
  await runtime.advance(999);
  expect(accepted()).toEqual([false, false, true, true]);
  await runtime.advance(1);
  expect(accepted()).toEqual([true, true, true, true]);
});

test("operations that wait for a silent service are bounded too, and ended ones make room", () => {
  const { enter, leave } = open({ fetches: 1, delayMs: 0 });
  const entered = Array.from({ length: 12 }, () => enter("anonymous query"));
  expect(entered.filter(Boolean)).toHaveLength(10);
  leave();
  expect([enter("anonymous query"), enter("anonymous query")]).toEqual([true, false]);
});

test("a late event loop refuses queries, and after a second without delay all are accepted", async () => {
  let isLate = true;
  const { enter, runtime } = open({ fetches: 0, delayMs: 200 });
  const { sleep } = runtime;
  // A sleep that ends late by 260 ms.
  runtime.sleep = (ms, signal) => sleep(isLate ? ms + 260 : ms, signal);
  expect(enter("checkout")).toBe(true);
  await runtime.advance(360);
  expect(kinds.map((kind) => enter(kind))).toEqual([false, true, true, true]);
  isLate = false;
  await runtime.advance(1_400);
  expect(kinds.map((kind) => enter(kind))).toEqual([true, true, true, true]);
});

test("a process that waits for the processor refuses nothing", async () => {
  const { enter, runtime } = open({ fetches: 0, delayMs: 200 }, { pending: 0, isStarved: true });
  const { sleep } = runtime;
  runtime.sleep = (ms, signal) => sleep(ms + 260, signal);
  expect(enter("checkout")).toBe(true);
  await runtime.advance(360);
  expect(kinds.map((kind) => enter(kind))).toEqual([true, true, true, true]);
});

test("without limits everything is accepted", () => {
  const { enter } = open({ fetches: 0, delayMs: 0 });
  for (let count = 0; count < 10_000; count += 1) expect(enter("anonymous query")).toBe(true);
});

test.each([
  ["{ a }", "guest", "anonymous query"],
  ["{ a }", "user", "signed-in query"],
  ["{ checkoutStart: a }", "guest", "anonymous query"],
  ["mutation { reviewSubmit }", "user", "mutation"],
  ["mutation { a: checkoutStart }", "guest", "checkout"],
  ["mutation { paymentConfirm }", "guest", "checkout"],
  ["mutation { checkout }", "guest", "mutation"],
] as const)("%s of a %s is of the kind %s", (text, viewer, kind) => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  const user: Viewer = { kind: "user", id: "usr_1", role: "customer", scopes: [], sessionId: "ses_1" };
  expect(kindOf(operation, viewer === "guest" ? { kind: "guest" } : user)).toBe(kind);
});

test.each([
  ["{}", {}, "anonymous query"],
  ["{}", { authorization: "Bearer x" }, "signed-in query"],
  ["{}", { cookie: "a=b" }, "signed-in query"],
  ['{"query":"mutation { a }"}', {}, undefined],
] as const)("the bytes %s with the headers %j are of the kind %s", (body, headers, kind) => {
  expect(queryKindOf(headers, Buffer.from(body))).toBe(kind);
});

test("a refused operation gets 503, the code and the time to wait, and no subgraph is asked", async () => {
  const products = await startProducts();
  const router = await startRouter([products], { loadLimits: { fetches: 1, delayMs: 0 } });
  let release = () => {};
  products.misbehave(() => new Promise<void>((resolve) => (release = resolve)));
  const first = router.ask("{ product(id: 1) { id } }");
  await expect.poll(() => products.headers.length).toBe(1);
  const refused = await router.ask("{ product(id: 1) { id } }");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(refused.errors).toMatchObject([{ extensions: { code: "OVERLOADED" } }]);
  expect(await router.counted("hansa_router_overload_refusals_total", { kind: "anonymous query" })).toBe(1);
  release();
  expect((await first).errors).toEqual([]);
  products.misbehave();
  expect((await router.ask("{ product(id: 1) { id } }")).errors).toEqual([]);
  expect(products.headers).toHaveLength(2);
  await router.close();
  await products.stop();
});
