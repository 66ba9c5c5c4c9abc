/** The files that a reset removes. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeShopFiles } from "../../../host/data/data-folder.ts";

test("a reset removes the marks of a move, with which no store would be made, and what a move left that was cut short", () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  mkdirSync(path.join(data, "orders"));
  for (const ending of [".moved", ".moving", ".moving-wal"])
    writeFileSync(path.join(data, `orders/orders.db${ending}`), "");
  expect(removeShopFiles(data)).toHaveLength(3);
  expect(existsSync(path.join(data, "orders"))).toBe(false);
});
