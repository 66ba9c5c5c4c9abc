/** Times of a connection's responses: one that is late tells a silent server from one that is busy. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openResponseTimes } from "../../../src/store/engine/pg/response-times.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** A connection on which responses of so many milliseconds are waited for, with those that were late. */
function openConnection() {
  const awaitResponse = openResponseTimes();
  const late: string[] = [];
  const wait = (name: string, ms: number) =>
    awaitResponse(ms, (isSilent) => late.push(`${name}: ${isSilent ? "silent" : "busy"}`));
  return { wait, late };
}

test("a server that answers nothing is silent, for all that wait", () => {
  const { wait, late } = openConnection();
  wait("one", 1_000);
  wait("two", 1_000);
  vi.advanceTimersByTime(1_000);
  expect(late).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(late).toEqual(["one: silent", "two: silent"]);
});

test.for([0, 100])("a server that answers a setting after %i ms, and then nothing, is silent", (ms) => {
  const { wait, late } = openConnection();
  const answerSetting = wait("setting", 12_000);
  wait("statement", 1_000);
  vi.advanceTimersByTime(ms);
  answerSetting();
  vi.advanceTimersByTime(1_200);
  expect(late).toEqual(["statement: silent"]);
});

test("a server that answers statements before a late one is busy, up to the time of the one that it is at", () => {
  const { wait, late } = openConnection();
  const answerFirst = wait("first", 1_000);
  wait("second", 1_000);
  wait("third", 1_000);
  // The server has ended the first one at its time, which is 250 ms before that of its response.
  vi.advanceTimersByTime(350);
  answerFirst();
  vi.advanceTimersByTime(850);
  expect(late).toEqual(["second: busy", "third: busy"]);
});
