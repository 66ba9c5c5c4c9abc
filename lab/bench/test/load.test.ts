/** Tests of what a run under load counts: wrong answers, cells of the open loop with a fault, and slots that are warmed once. */
import { expect, test } from "vitest";
import { answerFault } from "../load/answer-fault.ts";
import type { Cell, Slot } from "../measurement/cell.ts";
import { startPeers } from "../plane/peers.ts";
import { rightCells, unionOf } from "../rounds.ts";

const answer = (text: string, status = "200 OK") => ({ head: `HTTP/1.1 ${status}\r\n`, body: Buffer.from(text) });
const data = '{"data":{"me":{"id":"user_1"}}}';
const partial = '{"errors":[{"message":"no"}],"data":{"me":null}}';
const anyLength = { length: null, refusesErrors: true };
const step = { expects: [] };

test("an answer of any length must be free of errors, unless the operation expects them", () => {
  expect(answerFault(answer(data), step, anyLength)).toBeUndefined();
  expect(answerFault(answer(partial), step, anyLength)).toContain("an answer with errors");
  expect(answerFault(answer(partial), step, { length: null, refusesErrors: false })).toBeUndefined();
});

test("another status, another length and a missing text are faults", () => {
  expect(answerFault(answer(data, "503 Service Unavailable"), step, anyLength)).toContain("HTTP/1.1 503");
  expect(answerFault(answer(data), step, { length: data.length, refusesErrors: true })).toBeUndefined();
  expect(answerFault(answer(data), step, { length: 7, refusesErrors: true })).toContain("instead of 7");
  expect(answerFault(answer(data), { expects: ["CartSaved"] }, anyLength)).toContain("no CartSaved");
});

test("a latency with wrong answers is dropped with a note, and ends the run where it is ours", () => {
  const right = cell("ours", 0);
  const { cells, notes } = rightCells([right, cell("stock", 3)]);
  expect(cells).toEqual([right]);
  expect(notes).toEqual(["latencies, round 1: account on stock: 3 wrong answers, the first: no answer; not counted"]);
  expect(() => rightCells([cell("ours", 2)])).toThrow("account on ours: 2 wrong answers");
  expect(() => rightCells([cell("one-process", 1)])).toThrow("one-process");
});

test("targets of both stages are warmed, each once", () => {
  const [ours, hops, list] = [slot("ours"), slot("canned-hops"), { ...slot("ours"), operation: "list" as const }];
  expect(unionOf([ours, list], [{ ...ours }, hops])).toEqual([ours, list, hops]);
});

test("a peer that does not start is missing; our own program ends the run", async () => {
  const fail = () => Promise.reject(new Error("it ended"));
  expect(await startPeers(["mono"], [], fail)).toEqual(["mono: it ended"]);
  await expect(startPeers(["one-process"], [], fail)).rejects.toThrow("it ended");
});

function slot(name: "ours" | "canned-hops"): Slot {
  return { operation: "account", name, target: { name, port: 1, pid: 1, startMs: 1 } };
}

function cell(target: string, faults: number): Cell {
  const measurements = {
    completed: 2,
    requestsPerSecond: 1,
    routerCpu: 1,
    subgraphCpu: 1,
    p50: 1,
    p99: 1,
    fetchesPerRequest: 1,
  };
  const machine = { foreignCores: 0, loadAverage: 0, faults, firstFault: faults > 0 ? "no answer" : null };
  return { plane: "router", operation: "account", target, round: 0, ...measurements, ...machine };
}
