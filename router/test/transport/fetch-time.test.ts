/** The time of one fetch: by what is left of the operation, by its part in the page, and by who asks. */
import type { Viewer } from "@hansa/kit/identity";
import { guest, manualRuntime, userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { timeoutOf } from "../../src/transport/fetch-time.ts";

const runtime = manualRuntime(0);
const customer = userWith("user_1", []);
const staff = userWith("user_2", ["orders:read"]);
const program: Viewer = { kind: "client", id: "client_1", scopes: ["products:read"] };
const timeFor = (viewer: Viewer, isOptional: boolean, leftMs: number, optionalFetchTimeoutMs = 2_000) =>
  timeoutOf(
    { runtime, optionalFetchTimeoutMs },
    { identity: { viewer }, deadlineAt: runtime.monotonic() + leftMs },
    isOptional,
  );

test.each([
  ["a guest", guest, 2_000],
  ["a customer", customer, 2_000],
  ["staff", staff, 4_000],
  ["a program", program, 4_000],
])("%s waits for an optional part so long, and for others as long as the operation has time", (_who, viewer, ms) => {
  expect(timeFor(viewer, true, 10_000)).toBe(ms);
  expect(timeFor(viewer, false, 10_000)).toBe(10_000);
  expect(timeFor(viewer, true, 1_500)).toBe(1_500);
  expect(timeFor(viewer, true, 10_000, 0)).toBe(10_000);
});
