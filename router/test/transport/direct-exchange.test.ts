/** Requests to a subgraph of the router's own process: the same outcomes as over a connection. */
import { expect, test } from "vitest";
import type { Deadline } from "../../src/transport/exchange.ts";
import { exchangeDirectly } from "../../src/transport/exchange.ts";

type Answer = Parameters<typeof exchangeDirectly>[0];

function send(answer: Answer, bytes = 100) {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const allowance = { bytes };
  const request = { path: "/graphql", headers: {}, body: Buffer.from("{}"), deadline, allowance };
  return { outcome: exchangeDirectly(answer, request), deadline, allowance };
}

test("an answer is passed on, and its size is taken from the allowance", async () => {
  const { outcome, allowance } = send(async () => ({ status: 200, text: '{"data":"é"}' }));
  expect(await outcome).toEqual({ kind: "answered", status: 200, text: '{"data":"é"}' });
  expect(allowance.bytes).toBe(100 - 13);
});

test("an answer beyond the allowance is refused and costs the other fetches nothing", async () => {
  const { outcome, allowance } = send(async () => ({ status: 200, text: "x".repeat(101) }));
  expect(await outcome).toMatchObject({ kind: "oversized" });
  expect(allowance.bytes).toBe(100);
});

test("after the deadline the outcome is late, and the subgraph learns that its caller has gone", async () => {
  let isGone = false;
  let giveAnswer: (answer: { status: number; text: string }) => void = () => {};
  const answered = new Promise<{ status: number; text: string }>((resolve) => {
    giveAnswer = resolve;
  });
  const { outcome, deadline, allowance } = send((request) => {
    request.onCallerGone = () => {
      isGone = true;
    };
    return answered;
  });
  deadline.isPassed = true;
  deadline.onPassed?.();
  expect(await outcome).toMatchObject({ kind: "late" });
  expect(isGone).toBe(true);
  giveAnswer({ status: 200, text: "{}" });
  await answered;
  expect(allowance.bytes).toBe(100);
});

test("a subgraph that fails is a broken connection: the request may have been executed", async () => {
  expect(await send(() => Promise.reject(new Error("no store"))).outcome).toMatchObject({ kind: "broken" });
});
