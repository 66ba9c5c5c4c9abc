/** docs/front-ends/degraded.md says what the golden answers say. */
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";
import { readGolden } from "./golden.ts";
import { renderPage } from "./page.ts";

test("docs/front-ends/degraded.md is generated from the golden answers", async () => {
  await expect(renderPage(readGolden())).toMatchFileSnapshot(path.join(root, "docs/front-ends/degraded.md"));
});
