/** Admission: which operations an overloaded router refuses, and in which order. */
import type { Viewer } from "@hansa/kit/identity/identity";
import { createLog } from "@hansa/kit/runtime/log";
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { kindOf, type LoadLimits, type OperationKind, openAdmission } from "../../src/operation/admission.ts";
import { startRouter } from "../support/router.ts";
import { startProducts } from "../support/subgraphs.ts";

const kinds: readonly OperationKind[] = ["anonymous query", "signed-in query", "mutation", "checkout"];

function open(limits: LoadLimits) {
  const runtime = manualRuntime(0);
  const refused: string[] = [];
  const log = createLog("test", "silent");
  return { runtime, refused, ...openAdmission({ runtime, log, countRefusal: (kind) => refused.push(kind) }, limits) };
}

test("with more operations in progress fewer kinds are accepted, the most important last", () => {
  const { enter, refused } = open({ operations: 100, delayMs: 0 });
  const accepted = kinds.map((kind) => {
    let count = 0;
    while (enter(kind)) count += 1;
    return count;
  });
  expect(accepted).toEqual([100, 25, 25, 50]);
  expect(refused).toEqual([...kinds]);
});

test("ended operations make room", () => {
  const { enter, leave } = open({ operations: 1, delayMs: 0 });
  expect([enter("anonymous query"), enter("anonymous query")]).toEqual([true, false]);
  leave();
  expect(enter("anonymous query")).toBe(true);
});

test("a late event loop refuses queries, and after a second without delay all are accepted", async () => {
  let isLate = true;
  const { enter, runtime } = open({ operations: 0, delayMs: 200 });
  const { sleep } = runtime;
  // A sleep that ends late by 260 ms.
  runtime.sleep = (ms, signal) => sleep(isLate ? ms + 260 : ms, signal);
  expect(enter("checkout")).toBe(true);
  await runtime.advance(360);
  expect(kinds.map((kind) => enter(kind))).toEqual([false, false, true, true]);
  isLate = false;
  await runtime.advance(1_400);
  expect(kinds.map((kind) => enter(kind))).toEqual([true, true, true, true]);
});

test("without limits everything is accepted", () => {
  const { enter } = open({ operations: 0, delayMs: 0 });
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

test("a refused operation gets 503, the code and the time to wait, and no subgraph is asked", async () => {
  const products = await startProducts();
  const router = await startRouter([products], { loadLimits: { operations: 1, delayMs: 0 } });
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
