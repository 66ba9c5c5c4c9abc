/** Many versions of the registry under load, each judged in a process. */
import { test } from "vitest";
import "../../../packages/kit/testing/processes/equal-priority.ts";
import { useRegistry } from "../support/registry.ts";

const { expectGoodOnesServed } = useRegistry();

test("of twenty versions under load the good ones are served, the bad ones refused, and no request fails", () =>
  expectGoodOnesServed(10));
