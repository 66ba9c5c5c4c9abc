/** The bound of the memory that clients can fill where bearer access is on. */
import { expect, test } from "vitest";
import { floodBearer } from "../support/bearer-flood.ts";

/** The most bytes that clients can fill: documents take 32 MB, tokens, hosts and what is measured with them the rest. */
const maxFilledBytes = 80 * 2 ** 20;

test("ten thousand small requests, each with another document, token, host and id, fill a bounded part of the memory", async () => {
  const { statuses, filled } = await floodBearer(10_000);
  expect(statuses).toEqual([[200, 10_000]]);
  expect(filled).toBeLessThan(maxFilledBytes);
});
