/** Pictures of each state of each page: three widths in both themes, written to `pictures/` beside this file with a list of them. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { walks } from "../stories/support/page-states/walks.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";

const folder = path.join(import.meta.dirname, "pictures");
/** A phone, a tablet and a desk, in CSS pixels. */
const widths = [390, 820, 1440];
const themes = ["light", "dark"] as const;

let storefront: StorefrontShop;
beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  storefront = await openStorefront();
});
afterAll(() => storefront.stop());

test("all states of all pages have their pictures", async () => {
  const lines = ["| page and state | pictures |", "|---|---|"];
  for (const walk of Object.values(walks)) {
    for await (const { name, page } of walk(storefront)) {
      const size = page.viewportSize() ?? { width: 1280, height: 900 };
      const files: string[] = [];
      for (const width of widths) {
        await page.setViewportSize({ ...size, width });
        for (const colorScheme of themes) {
          await page.emulateMedia({ colorScheme });
          const file = `${name.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`;
          writeFileSync(path.join(folder, file), await page.screenshot({ fullPage: true }));
          files.push(`[${width} ${colorScheme}](${file})`);
        }
      }
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: null });
      lines.push(`| ${name} | ${files.join(", ")} |`);
    }
  }
  writeFileSync(path.join(folder, "README.md"), `${lines.join("\n")}\n`);
  expect(lines.length).toBeGreaterThan(40);
});
