/** Pictures of each page of the back office and of its dialogs, in English and in German, with the work of the demo shop. */
import { mkdtempSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { seedShop } from "../../cli/host/seed.ts";
import { runShop } from "../../cli/testing/shop.ts";
import { type Office, officeOf, openOffice } from "../stories/support/office.ts";
import { shownControls } from "../stories/support/office-pages/controls.ts";
import { addressesOf, officeRoutes, routeOf } from "../stories/support/office-pages/routes.ts";
import { oneOfEach, type Subjects, subjectsFor } from "../stories/support/office-pages/subjects.ts";
import { visit } from "../stories/support/office-pages/visits.ts";
import { type Album, startAlbum } from "./pictures.ts";

const routes = officeRoutes();
let office: Office;
let subjects: Subjects;

beforeAll(async () => {
  const data = mkdtempSync(path.join(inject("shopFolders"), "demo-"));
  seedShop(data, { orders: 100 });
  office = await officeOf(await runShop({ HANSA_REQUESTS_PER_MINUTE: "1000000" }, data));
  subjects = oneOfEach(await subjectsFor(office.shop, "ADMIN"));
});
afterEach(() => office.closePages());
afterAll(() => office.shop.stop());

test.each(["en", "de"])("all pages have their pictures in the language %s", async (language) => {
  const album = startAlbum(`office-${language}`);
  const page = await openOffice(office, "ADMIN", "/home");
  const addresses = await addressesFrom(page);
  await page.evaluate(`localStorage.setItem("hansa.office.language.1", "${language}")`);
  await page.reload();
  await page.locator("h1").waitFor();
  for (const [name, address] of addresses) {
    await visit(page, address);
    await page
      .getByText(/Loading|Wird geladen/)
      .first()
      .waitFor({ state: "hidden" });
    await album.add(name, page);
    await addDialogs(album, name, page);
  }
  expect(album.close()).toBeGreaterThan(routes.length);
});

/** Views of lists that differ from the first one in their columns or their empty state. */
const views: Readonly<Record<string, string>> = {
  "orders to pack": "/orders?view=to-pack",
  "orders to hand over": "/orders?view=to-hand-over",
  "orders on hold": "/orders?view=on-hold",
  "orders found": "/orders?q=muster",
  "orders not found": "/orders?q=zzz",
  "all returns": "/returns?view=all",
  "all reviews": "/reviews?view=all",
};

/** Addresses by a name: each subject's page, and of those below it the first that a page leads to. */
async function addressesFrom(page: Page): Promise<Map<string, string>> {
  const found = new Map(Object.entries(views));
  const below = routes.filter(({ path: route }) => route.split("/").length > 3);
  for (const route of routes.filter((each) => !below.includes(each))) {
    for (const [index, address] of addressesOf(route, subjects).entries()) found.set(`${route.path} ${index}`, address);
  }
  for (const address of [...found.values()]) {
    const { links } = await visit(page, address);
    for (const link of links) {
      const target = link.replace(/^\/admin/, "");
      const route = routeOf(target, below);
      const variant = target.match(/\?(\w+)/)?.[1] ?? "";
      const name = `${route?.path} ${variant}`;
      if (route && !found.has(name)) found.set(name, target);
    }
  }
  // Money is taken by hand in shops that choose it: the demo shop's page says that nothing waits.
  const [first] = subjects.orders;
  for (const { path: route } of below) {
    const isFound = [...found.keys()].some((name) => name.startsWith(route));
    if (!isFound && first) found.set(`${route} none`, route.replace(":number", first.number));
  }
  return found;
}

const pictured = new Set<string>();

/** Each dialog of a name once. */
async function addDialogs(album: Album, name: string, page: Page): Promise<void> {
  const buttons = page.locator("#content button:not([type=submit])");
  const texts = await buttons.allInnerTexts();
  for (const text of new Set(shownControls(texts, []).presses)) {
    const dialog = page.getByRole("dialog");
    const key = `${name.split(" ", 1)} ${text}`;
    if (pictured.has(key)) continue;
    pictured.add(key);
    await buttons.nth(texts.indexOf(text)).click();
    await dialog.waitFor();
    await dialog.getByText("Loading").waitFor({ state: "hidden" });
    await album.add(key, page);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
}
