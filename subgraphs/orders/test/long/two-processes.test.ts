/** Two processes of orders on one store, in a hundred purchases. */
import { test } from "vitest";
import { expectOneOrderPerKey } from "../support/twin-requests.ts";

test("of a hundred keys, each sent to both processes at once, each places one order, which both return", () =>
  expectOneOrderPerKey(100));
