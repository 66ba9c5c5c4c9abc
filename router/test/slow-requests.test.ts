/** The share of slow requests: those of the last five minutes, and none of few requests. */
import { expect, test } from "vitest";
import { openSlowRequests } from "../src/slow-requests.ts";

const minute = 60_000;

test("requests of the last five minutes count, and older ones do not", () => {
  let now = 0;
  const requests = openSlowRequests(() => now);
  expect(requests.share()).toBeUndefined();
  for (let index = 0; index < 99; index += 1) requests.count(0.1);
  requests.count(3.5);
  expect(requests.share()).toBe(0.01);
  now = 4 * minute;
  for (let index = 0; index < 100; index += 1) requests.count(10);
  expect(requests.share()).toBe(101 / 200);
  now = 5 * minute;
  expect(requests.share()).toBe(1);
  now = 20 * minute;
  expect(requests.share()).toBeUndefined();
});

test("a few requests have no share, however slow", () => {
  const requests = openSlowRequests(() => 0);
  for (let index = 0; index < 19; index += 1) requests.count(10);
  expect(requests.share()).toBeUndefined();
  requests.count(0.1);
  expect(requests.share()).toBe(19 / 20);
});
