/** Media route: serves files of the media folder only, with caching. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Shop, shop } from "../support/shop.ts";

const get = ({ service }: Shop, url: string) => service.internal.inject({ method: "GET", url });

test("a picture is served with permanent caching, and cannot run scripts", async () => {
  const s = await shop();
  writeFileSync(join(s.folder, "products", "media", "pot.svg"), "<svg/>");
  const response = await get(s, "/media/pot.svg");
  expect([response.statusCode, response.payload]).toEqual([200, "<svg/>"]);
  expect(response.headers).toMatchObject({
    "content-type": expect.stringContaining("image/svg+xml"),
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
  });
});

test.each([
  "/media/",
  "/media/none.svg",
  "/media/%00",
  "/media/a%00.svg",
  "/media/%zz",
  "/media/..%2fproducts.db",
  "/media/%2e%2e%2fproducts.db",
  "/media/..%5cproducts.db",
  "/media/.hidden",
  "/media/folder/",
])("%s is not found, even if the disk has such a file", async (url) => {
  const s = await shop();
  writeFileSync(join(s.folder, "products", "media", ".hidden"), "secret");
  const response = await get(s, url);
  expect([response.statusCode, response.json()]).toEqual([
    404,
    { errors: [{ message: expect.any(String), extensions: { code: "NOT_FOUND" } }] },
  ]);
});
