/** Requests to a subgraph of the router's own process: the same outcomes as over a connection. */

import { type Deadline, passDeadline } from "@hansa/kit/rpc/instances/exchange";
import type { DirectAnswer } from "@hansa/kit/server/graphql/in-process";
import { parse } from "graphql";
import { expect, test } from "vitest";
import { newOperation } from "../../src/execution/plan.ts";
import { exchangeDirectly } from "../../src/transport/direct-exchange.ts";
import { readEnvelope } from "../../src/transport/envelope.ts";

type Answer = Parameters<typeof exchangeDirectly>[0];

function send(answer: Answer, bytes = 100) {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const allowance = { bytes };
  const identity = { viewer: { kind: "guest" }, guest: [], requestId: "req_1" } as const;
  const query = "{ hello }";
  const definition = {
    subgraph: "goods",
    isMutation: false,
    isOptional: false,
    query,
    operationName: undefined,
    documents: [parse(query)],
  };
  const fetch = { operation: newOperation(definition), variables: "{}", entities: [] };
  return {
    outcome: exchangeDirectly(answer, identity, fetch, { deadline, allowance, timeoutMs: 1_000, isExplained: false }),
    deadline,
    allowance,
  };
}

/** Lists within each other, as deep as that. */
function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

test("an answer is passed on as it is, and its size is taken from the allowance", async () => {
  const body = { data: { name: "Cup" } };
  const { outcome, allowance } = send(async () => ({ status: 200, body }));
  const answered = await outcome;
  expect(answered).toEqual({ kind: "answered", status: 200, response: { body, isTooDeep: false } });
  expect(answered.kind === "answered" && "body" in answered.response && answered.response.body).toBe(body);
  expect(allowance.bytes).toBe(100 - JSON.stringify(body).length);
});

test("an answer beyond the allowance is refused and costs the other fetches nothing", async () => {
  const { outcome, allowance } = send(async () => ({ status: 200, body: { data: "x".repeat(101) } }));
  expect(await outcome).toMatchObject({ kind: "oversized" });
  expect(allowance.bytes).toBe(100);
});

test("an answer that nests deeper than a response may is invalid, as its text is", async () => {
  const data = (levels: number) => ({ data: { a: nested(levels) } });
  for (const [levels, fault] of [
    [78, undefined],
    [79, "the answer nests deeper than 80 levels"],
    [500, "the answer nests deeper than 80 levels"],
  ] as const) {
    const outcome = await send(async () => ({ status: 200, body: data(levels) }), 20_000).outcome;
    if (outcome.kind !== "answered") throw new Error(outcome.kind);
    const envelope = readEnvelope(outcome.response, []);
    const text = readEnvelope({ bytes: Buffer.from(JSON.stringify(data(levels))) }, []);
    expect(envelope).toEqual(text);
    expect("fault" in envelope ? envelope.fault : undefined).toBe(fault);
  }
});

test("after the deadline the outcome is late, and the subgraph learns that its caller has gone", async () => {
  let isDisconnected = false;
  let giveAnswer: (answer: DirectAnswer) => void = () => {};
  const answered = new Promise<DirectAnswer>((resolve) => {
    giveAnswer = resolve;
  });
  const { outcome, deadline, allowance } = send((request) => {
    request.onDisconnect = () => {
      isDisconnected = true;
    };
    return answered;
  });
  passDeadline(deadline);
  expect(await outcome).toMatchObject({ kind: "late" });
  expect(isDisconnected).toBe(true);
  giveAnswer({ status: 200, body: {} });
  await answered;
  expect(allowance.bytes).toBe(100);
});

test("a subgraph that fails is a broken connection: the request may have been executed", async () => {
  expect(await send(() => Promise.reject(new Error("no store"))).outcome).toMatchObject({ kind: "broken" });
});
