/** A fault of a running shop in production is told by its state: a full disk of the only service; `long/` has other faults, of all services. */
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../host/shop.mjs";
import { type FaultyShop, startFaultyShop } from "./support/faulty-shop.ts";

let faulty: FaultyShop;
beforeAll(async () => {
  faulty = await startFaultyShop(services.filter(({ name }) => name === "orders" || name === "router"));
});
afterAll(() => faulty.shop.stop());

test("a full disk is the first line of the state, with a line in the log, and ends by itself when there is room", async () => {
  writeFileSync(faulty.fullDisk, "");
  const found = await faulty.needs(/^orders: cannot write its store, disk: yes$/);
  expect(found).toMatchObject({ page: "docs/owners/operate.md#hansastorefault" });
  const leader = /^orders: leader: no$/;
  await faulty.needs(leader);
  const { code, output } = await faulty.status();
  expect(code).toBe(1);
  expect(output.split("\n")[1]).toMatch(/cannot write its store, disk: yes/);
  expect(faulty.processOf("orders").output()).toMatch(/"fault":"SQLITE_FULL","hint":"the disk is full"/);
  rmSync(faulty.fullDisk);
  await faulty.needsNoMore(/cannot write its store/);
  await faulty.needsNoMore(leader);
});
