/** Pictures of each state of each page of the storefront. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { walks } from "../stories/support/page-states/walks.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";
import { startAlbum } from "./pictures.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await openStorefront();
});
afterAll(() => storefront.stop());

test("all states of all pages have their pictures", async () => {
  const album = startAlbum("storefront");
  for (const walk of Object.values(walks)) {
    for await (const { name, page } of walk(storefront)) await album.add(name, page);
  }
  expect(album.close()).toBeGreaterThan(38);
});
