/** The check of stores: those of the shop must be whole, and a router's store that is broken is a note. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { shopFiles } from "../host/data/data-folder.ts";
import { storeFile } from "../host/shop.mjs";
import { checkStores } from "../doctor/data.mjs";

afterEach(() => vi.unstubAllEnvs());

test("a broken store of a router is a note that needs no action, and reset removes it; one of the shop is wrong", async () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-doctor-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  cpSync(inject("seededData"), data, { recursive: true });
  vi.stubEnv("HANSA_DATA", data);
  expect(await checkStores()).toMatchObject({ verdict: "ok" });
  for (const name of ["router-2.db", "router-2.db.broken"])
    writeFileSync(storeFile(data, "router", name), "not a database ".repeat(1_000));
  expect(await checkStores()).toMatchObject({ verdict: "note", found: "router-2.db: file is not a database" });
  expect(shopFiles(data)).toEqual(expect.arrayContaining(["router/router-2.db", "router/router-2.db.broken"]));
  writeFileSync(storeFile(data, "users"), "not a database ".repeat(1_000));
  expect(await checkStores()).toMatchObject({ verdict: "wrong", found: "users.db: file is not a database" });
});
