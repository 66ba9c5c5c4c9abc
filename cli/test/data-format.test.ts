/** Data of a newer format: every start, command of an owner and restore refuses them in one line, and leaves them as they are. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataFormat } from "@hansa/kit/store";
import { expect, inject, test, vi } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { readManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { checkStores } from "../doctor/data.mjs";
import { programArguments, root, services } from "../host/shop.mjs";
import { expectRefusal, filesOf, newerData, runNode, says } from "./support/newer-data.ts";

test.each(services)(
  "$name with a volume of its own refuses it, and does not begin a second shop",
  ({ name, folder }) => {
    const data = newerData(`alone-${name}`, [name]);
    const before = filesOf(data);
    const { status, output } = runNode(programArguments(name), data, {}, path.join(root, folder));
    expect({ status, output }).toMatchObject({ status: 1, output: expect.stringContaining(says) });
    expect(filesOf(data)).toEqual(before);
  },
);

test.each([
  ["npm start", "cli/start/main.ts"],
  ["the preparation of npm run dev", "tools/dev/preparation.ts"],
])("%s seeds no second shop, also if one process alone has newer data", (_name, program) => {
  const data = newerData(path.basename(path.dirname(program)), ["payments"]);
  const before = filesOf(data);
  const { status, output } = runNode([program], data);
  expect({ status, output }).toMatchObject({ status: 1, output: expect.stringContaining(says) });
  expect(filesOf(data)).toEqual(before);
});

// Those that would write the most; `long/` has all.
test.each(["backup", "restore", "move", "reset"])("hansa %s refuses it", expectRefusal);

test("the audit of a named folder refuses it, and the doctor reports it", async () => {
  const data = newerData("looked-at", ["products"]);
  expect(() => auditStores({ data })).toThrow(says);
  vi.stubEnv("HANSA_DATA", data);
  expect(await checkStores()).toMatchObject({ verdict: "wrong", found: expect.stringContaining(says) });
  vi.unstubAllEnvs();
});

test("a backup has the number, and one of a newer format is refused", async () => {
  const backup = path.join(inject("shopFolders"), `newer-${process.pid}-whole-backup`);
  await takeBackup(inject("seededData"), backup);
  expect(readManifest(backup).format).toBe(dataFormat);
  const newer = `${backup}-of-later`;
  cpSync(backup, newer, { recursive: true });
  const manifest = path.join(newer, "manifest.json");
  writeFileSync(
    manifest,
    readFileSync(manifest, "utf8").replace(`"format": ${dataFormat}`, `"format": ${dataFormat + 1}`),
  );
  expect(() => readManifest(newer)).toThrow(`is a backup of format ${dataFormat + 1}, and this version of Hansa knows`);
});
