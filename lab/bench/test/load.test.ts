/** Tests of a run under load: wrong responses are found, and a peer that does not start is missing. */
import { expect, test } from "vitest";
import { responseFault } from "../load/response-fault.ts";
import { startPeers } from "../plane/peers.ts";

const response = (text: string, status = "200 OK") => ({ head: `HTTP/1.1 ${status}\r\n`, body: Buffer.from(text) });
const data = '{"data":{"me":{"id":"user_1"}}}';
const partial = '{"errors":[{"message":"no"}],"data":{"me":null}}';
const step = { expects: [] };

test("a response of any length must be free of errors", () => {
  expect(responseFault(response(data), step, null)).toBeUndefined();
  expect(responseFault(response(partial), step, null)).toContain("a response with errors");
});

test("another status, another length and a missing text are faults", () => {
  expect(responseFault(response(data, "503 Service Unavailable"), step, null)).toContain("HTTP/1.1 503");
  expect(responseFault(response(data), step, data.length)).toBeUndefined();
  expect(responseFault(response(data), step, 7)).toContain("instead of 7");
  expect(responseFault(response(data), { expects: ["CartSaved"] }, null)).toContain("no CartSaved");
});

test("a peer that does not start is missing; our own program ends the run", async () => {
  const fail = () => Promise.reject(new Error("it ended"));
  expect(await startPeers(["mono"], [], fail)).toEqual(["mono: it ended"]);
  await expect(startPeers(["one-process"], [], fail)).rejects.toThrow("it ended");
});
