/** A few versions of the schema beside a shop in production under load. */
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { isRight } from "../reloads/report.ts";
import { measure } from "../reloads/run.ts";

test("good versions of the schema are served, bad ones refused, and no request fails meanwhile", async () => {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "reloads-"));
  try {
    const report = await measure({
      source: inject("seededData"),
      ...{ folder, reloads: 10 },
      // Other tests keep the machine busy, of which a router in production protects itself.
      environment: { HANSA_EVENT_LOOP_DELAY_MS: "0" },
    });
    expect(report).toMatchObject({ versions: 10, served: 5, refused: 5, faults: [] });
    expect(isRight(report)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
