/** Pictures of pages at three widths in both themes, in a folder with a list of them. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";

/** A phone, a tablet and a desk, in CSS pixels. */
const widths = [390, 820, 1440];
const themes = ["light", "dark"] as const;

export type Album = {
  /** Takes the pictures of a page as it is now. */
  add(name: string, page: Page): Promise<void>;
  /** Writes the list; the number of names in it. */
  close(): number;
};

/** An empty album in `pictures/` beside this file; an older one of this name is removed. */
export function startAlbum(album: string): Album {
  const folder = path.join(import.meta.dirname, "pictures", album);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const lines = ["| page and state | pictures |", "|---|---|"];
  return {
    add: async (name, page) => {
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
    },
    close: () => {
      writeFileSync(path.join(folder, "README.md"), `${lines.join("\n")}\n`);
      return lines.length - 2;
    },
  };
}
