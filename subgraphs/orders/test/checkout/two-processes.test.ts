/** Two processes of orders on one store: each request is sent to both at once, and they act as one. */
import { test } from "vitest";
import { expectOneOrderPerKey } from "../support/twin-requests.ts";

test("of fifteen keys, each sent to both processes at once, each places one order, which both return", () =>
  expectOneOrderPerKey(15));
