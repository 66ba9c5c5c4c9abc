/** The deadline of a caller: queries end with it, mutations that have begun are completed, others are refused, and peers are asked no longer. */
import { expect, test } from "vitest";
import { callPeer } from "../../src/rpc/peers.ts";
import { openBudget, waitForRead } from "../../src/runtime/request-budget.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { everySessionLive } from "../../testing/subgraph-client.ts";
import { contract, service } from "../support/service.ts";

const exceeded = { extensions: { code: "DEADLINE_EXCEEDED" } };

test("a query begins no statement after its caller's deadline", async () => {
  const runtime = manualRuntime(0);
  const budget = openBudget(runtime, undefined, { timeoutMs: 300 });
  await runtime.advance(300);
  expect(waitForRead(budget)).toBeUndefined();
  await runtime.advance(1);
  await expect(waitForRead(budget)).rejects.toMatchObject(exceeded);
});

test("a caller cannot have more time than the service gives", async () => {
  const runtime = manualRuntime(0);
  const budget = openBudget(runtime, undefined, { timeoutMs: 1_000_000 });
  await runtime.advance(10_001);
  await expect(waitForRead(budget)).rejects.toMatchObject({ extensions: { code: "OPERATION_TOO_EXPENSIVE" } });
});

test.each([true, false])(
  "a mutation that has not begun by the deadline is refused (compiled: %s)",
  async (isCompiled) => {
    const run = async (ms: number) => {
      const started = await service(undefined, {
        isCompiled,
        sessions: {
          ...everySessionLive(manualRuntime(0)),
          check: async () => {
            await started.runtime.advance(ms);
            return "live";
          },
        },
      });
      const payload = JSON.stringify({ query: "mutation { again }" });
      const headers = { ...started.sign(payload), "hansa-timeout-ms": "500" };
      const readBody = async () => Buffer.from(payload);
      const reply = await started.graph.respond({ method: "POST", url: "/graphql", headers, readBody });
      return JSON.parse(reply?.bytes ?? "");
    };
    expect(await run(400)).toMatchObject({ data: { again: true } });
    const late = await run(600);
    expect(late.errors).toMatchObject([exceeded]);
    expect(late.data ?? null).toBeNull();
  },
);

test("a call for a query waits no longer than the query, and one for a mutation has its own time", async () => {
  const { peer } = await service();
  const waits: number[] = [];
  const runtime = manualRuntime(0);
  const deadline = (ms: number) => {
    waits.push(ms);
    return runtime.deadline(ms);
  };
  const budget = openBudget(runtime, undefined, { timeoutMs: 300 });
  const ask = () =>
    withTrace({ requestId: "req_1", entry: "graphql", budget }, () =>
      callPeer({ ...peer("orders"), runtime: { ...peer("orders").runtime, deadline } }, contract.count, { tins: 1 }),
    );
  await ask();
  await runtime.advance(100);
  await ask();
  budget.endsWithCaller = false;
  await ask();
  expect(waits).toEqual([300, 200, 5_000]);
});
