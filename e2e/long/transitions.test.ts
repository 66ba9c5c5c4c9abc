/** Each form of the storefront's islands in each transition around it: what was typed stays, and the message of a press is in the window. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { root, storefront as storefrontApp } from "../../cli/host/shop.mjs";
import { choices, elsewhere, type Form, forms } from "../stories/support/island-forms.ts";
import { slowDown } from "../stories/support/slow-line.ts";
import { type StorefrontShop, sharedStorefront } from "../stories/support/storefront.ts";
import { messagesOn, told } from "../stories/support/telling.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("the table has each form of the storefront", () => {
  const folder = path.join(root, storefrontApp.folder);
  const files = globSync("{pages,shop,layout}/**/*.tsx", { cwd: folder }).filter((file) =>
    readFileSync(path.join(folder, file), "utf8").includes("<Form"),
  );
  const known = new Set([...forms.map(({ source }) => source), ...choices, ...elsewhere]);
  expect(files.toSorted()).toEqual([...known].toSorted());
});

const field = (page: Page, name: string) => page.locator(`main [name="${name}"]`).first();

async function visit(page: Page, form: Form): Promise<void> {
  // Only another path is another document.
  await page.goto("about:blank");
  await page.goto(storefront.origin + form.path);
  await openForm(page, form);
}

/** Waits until the form is there and its island has started; a press opens it where the page does not, as it may for what was kept. */
async function openForm(page: Page, { typed, open }: Form): Promise<void> {
  const [first = ""] = Object.keys(typed);
  if (open !== undefined) {
    const press = page.getByRole("button", { name: open });
    await press.or(field(page, first)).first().waitFor();
    if (await press.isVisible()) await press.click();
  }
  await field(page, first).waitFor();
  await page.locator(`[data-started] [name="${first}"]`).first().waitFor();
}

async function type(page: Page, { typed }: Form): Promise<void> {
  for (const [name, text] of Object.entries(typed)) await field(page, name).fill(text);
}

/** The texts that the fields hold, by their names. */
async function held(page: Page, names: readonly string[]): Promise<Record<string, string>> {
  const entries = names.map(async (name) => [name, await field(page, name).inputValue()]);
  return Object.fromEntries(await Promise.all(entries));
}

const openly = ({ typed, secrets = [] }: Form) => Object.keys(typed).filter((name) => !secrets.includes(name));
const pick = ({ typed }: Form, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, typed[name] ?? ""]));

/** Transitions after which the tab has all but the secrets. */
const comings: Record<string, (page: Page, form: Form) => Promise<void>> = {
  "a reload": async (page, form) => {
    await page.reload();
    await openForm(page, form);
  },
  "another page, and back": async (page, form) => {
    await page.goto(`${storefront.origin}/collections`);
    await page.goBack();
    await openForm(page, form);
  },
};

/** Presses that are not answered as a person expects. */
const presses: Record<string, (page: Page, press: () => Promise<void>) => Promise<void>> = {
  "a press without a network": async (page, press) => {
    await page.context().setOffline(true);
    await press();
    await page.context().setOffline(false);
  },
  "a press that the shop refuses, since it has too much to do": async (page, press) => {
    const errors = [{ message: "Ask again.", extensions: { code: "OVERLOADED", retryAfterMs: 10 } }];
    await page.route("**/graphql/public", (route) =>
      route.request().postData()?.includes("mutation")
        ? route.fulfill({ status: 503, json: { errors } })
        : route.continue(),
    );
    await press();
    await page.unroute("**/graphql/public");
  },
};

test.each(forms)("$name", async (form) => {
  const names = Object.keys(form.typed);
  const page = await storefront.openPage({ viewport: { width: 390, height: 740 } });
  await form.before?.(page, storefront.origin);
  const open = openly(form);
  if (open.length > 0) {
    for (const [name, come] of Object.entries(comings)) {
      if (form.isForgotten) continue;
      await visit(page, form);
      await type(page, form);
      await come(page, form);
      expect({ name, ...(await held(page, open)) }).toEqual({ name, ...pick(form, open) });
    }
  }
  await visit(page, form);
  await type(page, form);
  for (const key of ["hansa.guest.1", "hansa.session.1"]) {
    storefront.allowReading(page);
    await page.evaluate(`window.dispatchEvent(new StorageEvent("storage", { key: "${key}" }))`);
    await page.waitForLoadState("networkidle");
  }
  expect({ name: "a change in another tab", ...(await held(page, names)) }).toEqual({
    name: "a change in another tab",
    ...form.typed,
  });
  const { press } = form;
  if (press === undefined) return;
  for (const [name, act] of Object.entries(presses)) {
    await visit(page, form);
    await type(page, form);
    storefront.allowReading(page);
    const before = (await messagesOn(page)).map(({ text }) => text);
    const newOnes = async () => (await messagesOn(page)).filter(({ text }) => !before.includes(text));
    await act(page, async () => {
      await page.getByRole("main").getByRole("button", { name: press, exact: true }).first().click();
      await expect.poll(newOnes).toHaveLength(1);
    });
    const [message] = await newOnes();
    expect({ name, ...(await held(page, names)), message }).toEqual({
      name,
      ...form.typed,
      message: { text: expect.any(String), ...told },
    });
  }
});

const rendered = forms.filter(({ before, open, path: at }) => !before && !open && !at.includes("#"));

test.each(rendered)("$name, typed before the scripts come", async (form) => {
  const page = await storefront.openPage({ viewport: { width: 390, height: 740 } });
  await slowDown(page);
  await page.goto(storefront.origin + form.path, { waitUntil: "commit" });
  await type(page, form);
  expect(await page.locator("main [data-island][data-started]").count()).toBe(0);
  await openForm(page, form);
  expect(await held(page, Object.keys(form.typed))).toEqual(form.typed);
});
