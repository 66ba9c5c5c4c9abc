/** A few versions of the schema beside a shop in production under load. */
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { longDeadlines } from "../client/processes/long-deadlines.ts";
import { isRight } from "../reloads/report.ts";
import { measure } from "../reloads/run.ts";
import { makeOneOfEachKind } from "../reloads/versions.ts";

/** A quiet machine of two cores takes half a minute, a busy one several. */
const timeoutMs = 10 * 60_000;

test(
  "good versions of the schema are served, bad ones refused, and no request fails meanwhile",
  async () => {
    const folder = mkdtempSync(path.join(inject("shopFolders"), "reloads-"));
    try {
      const report = await measure({
        source: inject("seededData"),
        ...{ folder, versions: makeOneOfEachKind(), measuresLatency: false },
        preloaded: ["packages/kit/testing/processes/equal-priority.ts"],
        environment: longDeadlines,
      });
      expect(report).toMatchObject({ versions: 6, served: 2, refused: 4, faults: [] });
      expect(isRight(report)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  timeoutMs,
);
