/** The lock file has no undecided install script and no version with a known advisory. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../host/shop.mjs";
import { type Advisory, advisories } from "../rules/advisories.ts";
import { checkAdvisories, checkInstallScripts, readAllowScripts, readLockFile } from "../rules/lock-file.ts";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

describe("the committed lock file", () => {
  const packages = readLockFile(read("package-lock.json"));

  test("contains the installed packages, those with install scripts among them", () => {
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)).toContain(
      "better-sqlite3",
    );
  });

  test("has no install script without a decision in allowScripts, and allowScripts no name without a script", () => {
    expect(checkInstallScripts(packages, readAllowScripts(read("package.json")))).toEqual([]);
  });

  test("has no version with a known advisory, and no unneeded exception", () => {
    expect(checkAdvisories(packages, advisories)).toEqual([]);
  });

  test.each([...new Set(advisories.map((advisory) => advisory.package))])("has %s, which advisories name", (name) => {
    expect(packages.map(({ published }) => published)).toContain(name);
  });

  test("is excepted from an advisory only with a date and a reason, and docs/pins.md names it", () => {
    const page = read("docs/pins.md");
    for (const { id, exception } of advisories) {
      if (!exception) continue;
      expect(exception.grantedOn).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(exception.reason).not.toBe("");
      expect(page).toContain(id);
    }
  });
});

describe("an invented lock file", () => {
  const lock = (packages: Record<string, object>) => readLockFile(JSON.stringify({ packages }));
  const advisory: Advisory = { package: "leaky", fixedIn: "2.10.3", id: "GHSA-0", title: "leaks" };

  test("with a new install script is refused, wherever the package is located", () => {
    const packages = lock({
      "node_modules/known": { version: "1.0.0", hasInstallScript: true },
      "node_modules/known/node_modules/@new/one": { version: "3.1.0", hasInstallScript: true },
      "subgraphs/ours": { version: "0.1.0", hasInstallScript: true },
    });
    expect(checkInstallScripts(packages, ["known"])).toEqual([
      "node_modules/known/node_modules/@new/one 3.1.0 has an install script that allowScripts does not name.",
    ]);
  });

  test("without the script that allowScripts decides on is refused", () => {
    const packages = lock({ "node_modules/known": { version: "1.0.0" } });
    expect(checkInstallScripts(packages, ["known"])).toEqual([
      "allowScripts names known, of which no installed version has an install script.",
    ]);
  });

  test.each([
    ["2.10.2", true],
    ["2.9.9", true],
    ["1.99.0", true],
    ["2.10.3-rc.1", true],
    ["2.10.3", false],
    ["2.10.12", false],
    ["3.0.0", false],
  ])("with version %s of a package fixed in 2.10.3 is refused: %s", (version, isRefused) => {
    const packages = lock({
      "node_modules/other": { version: "1.0.0" },
      "node_modules/other/node_modules/alias": { name: "leaky", version },
    });
    const fault = `node_modules/other/node_modules/alias ${version}: leaks (GHSA-0, fixed in 2.10.3).`;
    expect(checkAdvisories(packages, [advisory])).toEqual(isRefused ? [fault] : []);
  });

  test("keeps an exception only while a vulnerable version is locked", () => {
    const excepted = { ...advisory, exception: { grantedOn: "2026-11-21", reason: "out of reach" } };
    expect(checkAdvisories(lock({ "node_modules/leaky": { version: "2.10.2" } }), [excepted])).toEqual([]);
    expect(checkAdvisories(lock({ "node_modules/leaky": { version: "2.10.3" } }), [excepted])).toEqual([
      "leaky: the exception from GHSA-0 is no longer needed.",
    ]);
  });

  test.each([[{}], [{ "": { version: "0.1.0" }, "node_modules/@hansa/kit": { link: true } }]])(
    "without packages is not accepted as sound",
    (packages) => {
      expect(() => lock(packages)).toThrow("no package was found");
    },
  );
});
