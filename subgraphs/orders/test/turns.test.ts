/** Turns at an order, where two want one at the same moment. */
import { expect, test } from "vitest";
import type { Deps } from "../src/context.ts";
import { takeTurn } from "../src/service/running/turn.ts";
import { shop } from "./shop.ts";

test("whoever waited for the store while another one took the turn does not take it away", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const write: Deps["store"]["write"] = async (name, change) => {
    await s.world.advance(1_000);
    expect(await takeTurn(deps, "the other one", "ord_1")).toBeDefined();
    return deps.store.write(name, change);
  };
  expect(await takeTurn({ ...deps, store: { ...deps.store, write } }, "the one who waited", "ord_1")).toBeUndefined();
});
