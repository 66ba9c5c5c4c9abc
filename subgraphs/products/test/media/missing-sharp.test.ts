/** Pictures on a machine for which sharp has no binary: the originals are served, and the log says so once. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLog } from "@hansa/contracts/log";
import { expect, test } from "vitest";
import { openScaler } from "../../src/providers/webp.ts";
import { png } from "../support/pictures.ts";
import { shop } from "../support/shop.ts";

const missing = () => Promise.reject(new Error('Could not load the "sharp" module using the linux-test runtime'));

test("without sharp the original is served in place of each rendition, with one line in the log", async () => {
  const s = await shop();
  const lines: string[] = [];
  const log = createLog("products", "warn", { write: (line) => void lines.push(line) });
  Object.assign(s.service.deps, { log, scalePicture: openScaler(missing) });
  for (const name of ["one.png", "two.png"]) writeFileSync(join(s.folder, "products", "media", name), png(400, 300));
  for (const url of ["/media/one.png/320.webp", "/media/two.png/320.webp", "/media/one.png/640.webp"]) {
    const response = await s.service.internal.inject({ url });
    expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "image/png"]);
    expect(response.headers["cache-control"]).toBe("public, max-age=60");
  }
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    "media: sharp cannot be loaded; originals are served instead of renditions",
  ]);
});
