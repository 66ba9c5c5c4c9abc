/** The playground in a real browser: requests, responses and sign-in, without a request to another host. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { never } from "@hansa/client/polling";
import type { Page, Response } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { readPages } from "../../../cli/testing/playground-pages.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { sharedBrowser } from "../support/browser.ts";

let shop: Shop;
let origin: string;
/** One page for all tests: each editor takes seconds to start, and every page has three. */
let page: Page;
/** Every request of the page to another host, and every error on its console. */
const elsewhere: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  shop = await sharedShop();
  // A router without a storefront, whose first page leads to the playground.
  const { port } = await shop.startSecondProcess("router", { HANSA_STOREFRONT_ORIGINS: "" });
  origin = `http://127.0.0.1:${port}`;
  page = await (await sharedBrowser()).newPage();
  // A busy machine is no failure: an editor that is loaded again takes its time beside the one that is torn down.
  page.setDefaultTimeout(never.ofProcesses);
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith("http") && asked.origin !== origin) elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
});
afterAll(() => page.close());

const desktop = { width: 1400, height: 900 };
const phone = { width: 390, height: 844 };

/** Opens the playground with the ready tabs. */
async function openPlayground(viewport: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(viewport);
  const address = `${origin}/playground`;
  const reset = page.getByRole("button", { name: "Reset tabs" });
  if (page.url() === address) await Promise.all([page.waitForEvent("load"), reset.click()]);
  else await page.goto(address);
  await untilReady(readPages(shop)[0]?.name ?? "");
}

/** Waits until the editors show this operation. */
async function untilReady(operation: string): Promise<void> {
  await page.getByRole("tab").first().waitFor();
  await untilShown(operation);
  // The button does nothing before all three editors are there: those of the query, the variables and the response.
  for (const editor of [".graphiql-query-editor", ".graphiql-editor-tool", ".result-window"])
    await page.locator(`${editor} .monaco-editor`).first().waitFor({ state: "attached" });
}

async function untilShown(text: string): Promise<void> {
  await page.locator(".graphiql-query-editor").getByText(text).first().waitFor();
}

/** Opens the tab of an operation from the bar, and runs it. */
async function runOperation(operation: string) {
  await page.getByRole("combobox", { name: "Operation" }).selectOption({ label: operation });
  await untilShown(operation);
  return JSON.parse(await run());
}

/** Runs the open tab with one click and gives the response, as the browser received it. */
async function run(): Promise<string> {
  const answering = page.waitForResponse(isResponse);
  await page.getByRole("button", { name: /Execute query/ }).click();
  return (await answering).text();
}

/** Whether this answers a request of ours: neither the editor's after the schema nor the page's own to sign in. */
function isResponse(response: Response): boolean {
  return response.url().endsWith("/graphql") && !/__schema|PlaygroundLogin/.test(response.request().postData() ?? "");
}

test("a person who opens the shop's address finds the playground and the accounts to sign in with", async () => {
  await page.goto(`${origin}/`);
  await page.getByRole("cell", { name: "admin@hansa.example" }).waitFor();
  await page.getByRole("link", { name: "/playground" }).click();
  await page.waitForURL(`${origin}/playground`);
  await untilReady(readPages(shop)[0]?.name ?? "");
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

test("a new user opens the playground, runs the first tab as a guest and sees a product, and the services that contributed", async () => {
  await openPlayground(desktop);
  expect(await page.getByRole("tab").count()).toBe(readPages(shop).length + 5);
  const response = JSON.parse(await run());
  expect(response.errors).toBeUndefined();
  await page.locator(".result-window").getByText(response.data.product.title).first().waitFor();
  const plan = page.getByRole("region", { name: "Query plan" });
  await plan.getByText(/^\d+ fetches to 3 services in [\d.]+ ms$/).waitFor();
  expect(await plan.locator(".plan-fetch").first().innerText()).toMatch(/products\s+root fields\s+[\d.]+ ms/);
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

test("the pane explains an answer: statements of a fetch, fields that the role may not read, and what a service takes away", async () => {
  await openPlayground(desktop);
  await page.getByRole("combobox", { name: "Operation" }).selectOption({ label: "Q13_AdminLowStock" });
  await untilShown("Q13_AdminLowStock");
  await run();
  const plan = page.getByRole("region", { name: "Query plan" });
  const [first, second] = await plan.locator(".plan-fetch > summary").all();
  await first?.click();
  expect(await plan.locator(".plan-statement").first().innerText()).toMatch(/^[\d.]+ ms.*\nselect /);
  await second?.click();
  await plan.getByText("lowStock.nodes: ", { exact: false }).first().waitFor();
  expect(await second?.innerText()).toMatch(/orders\s+lowStock\.nodes\s+.* optional/);
  await plan.getByText(/fields with owner and access, 0 refused/).waitFor();
  await plan.getByText("Without a service").click();
  await plan.getByRole("row", { name: "orders lowStock.nodes[].unitsSold" }).waitFor();
  await plan.getByRole("row", { name: "users the operation is refused" }).waitFor();

  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Guest" });
  await run();
  await plan.getByText(/fields with owner and access, [1-9]\d* refused/).click();
  await plan.getByRole("row", { name: /^lowStock .* products UNAUTHENTICATED$/ }).waitFor();
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

test.each([
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
])("in a window of $width × $height nothing is below the fold: each panel scrolls by itself", async (viewport) => {
  await openPlayground(viewport);
  const states: Record<string, unknown> = { "the variables": await readHeights() };
  await run();
  const plan = page.getByRole("region", { name: "Query plan" });
  await plan.waitFor();
  states["a long answer"] = await readHeights();
  for (const fetch of await plan.locator(".plan-fetch > summary").all()) await fetch.click();
  await plan.getByText(/fields with owner/).click();
  states["the plan and its fields"] = await readHeights();
  await page.getByRole("button", { name: "Headers" }).click();
  states["the headers"] = await readHeights();
  await page.getByRole("button", { name: "Hide editor tools" }).click();
  states["no variables"] = await readHeights();
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByText("Root Types").waitFor();
  states["the documentation"] = await readHeights();
  await page.getByRole("button", { name: "Hide Documentation Explorer" }).click();
  const fitting = { document: viewport.height, lowest: viewport.height, scrolled: 0 };
  for (const [state, heights] of Object.entries(states)) expect({ [state]: heights }).toEqual({ [state]: fitting });
  const footer = page.locator(".graphiql-footer");
  expect(await footer.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > 2 * clientHeight)).toBe(true);
});

test("on a phone a guest completes a purchase: each tab fills in the ids of the next", async () => {
  await openPlayground(phone);
  const typeOf = (response: { data: Record<string, { __typename?: string }> }) =>
    Object.values(response.data).map(({ __typename }) => __typename);
  expect(typeOf(await runOperation("B1_FillCart"))).toEqual(["CartSaved"]);
  expect(typeOf(await runOperation("B2_StartCheckout"))).toEqual(["CheckoutStarted"]);
  expect(typeOf(await runOperation("B3_Address"))).toEqual(["CheckoutSaved"]);
  const paid = await runOperation("B4_Pay");
  expect(typeOf(paid)).toEqual(["CheckoutSaved", "PaymentStarted", "CheckoutCompleted"]);
  await expect
    .poll(async () => (await runOperation("B5_PaidOrder")).data.order)
    .toMatchObject({ number: paid.data.checkoutComplete.order.number, settlement: "PAID", payments: [{}] });
  await page.getByRole("region", { name: "Query plan" }).getByText("payments").first().waitFor();
  expect(await page.evaluate<boolean>(`(() => { ${isOpenTabShown} })()`)).toBe(true);
  expect(await findMissed()).toEqual([]);
  await page.setViewportSize({ width: 768, height: 1024 });
  expect(await findMissed()).toEqual([]);
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

test("a step of the purchase that waits for another is not sent, and its answer names the other", async () => {
  await openPlayground(desktop);
  await page.getByRole("combobox", { name: "Operation" }).selectOption({ label: "B3_Address" });
  await untilShown("B3_Address");
  await page.getByRole("button", { name: /Execute query/ }).click();
  await page.locator(".result-window").getByText("Not sent: run B2 first").waitFor();
});

test("the tab that starts to pay answers as its comment says", async () => {
  await openPlayground(desktop);
  const { data } = await runOperation("Q08_Pay");
  expect(data.paymentStart.__typename).toBe("CheckoutNotPayableError");
  const operations = readFileSync(path.join(root, "router/playground/operations.graphql"), "utf8");
  const [, comment] = /((?:^#.*\n)+)mutation Q08_Pay/m.exec(operations) ?? [];
  expect(comment).toContain(`the answer is \`${data.paymentStart.__typename}\``);
});

/** Runs in the browser. The operation was chosen from the bar, so that its tab may have been beyond the strip's edge. */
const isOpenTabShown = `
  const strip = document.querySelector(".graphiql-tabs").getBoundingClientRect();
  const tab = document.querySelector(".graphiql-tab-active").getBoundingClientRect();
  return tab.left >= strip.left - 1 && tab.right <= strip.right + 1`;

/** Runs in the browser. The strip of tabs may reach beyond the edge, because it scrolls by itself. */
const findMissedControls = `
  const edge = document.documentElement.clientWidth;
  const isWide = [document.documentElement, document.querySelector("main")].some(({ scrollWidth }) => scrollWidth > edge);
  const controls = [...document.querySelectorAll("header :is(button, select), main :is(button, summary)")];
  const missed = controls.filter((control) => {
    const { width, height, left, right } = control.getBoundingClientRect();
    const isBeyond = !control.closest('[role="tablist"]') && (left < 0 || right > edge);
    return width > 0 && (width < 40 || height < 40 || isBeyond);
  });
  return [...(isWide ? ["the page"] : []), ...missed.map(({ outerHTML }) => outerHTML.slice(0, 80))]`;

/** Runs in the browser. Panels that end below the window's edge are below the fold, and so is all to which the page itself can be scrolled. */
const readPageHeights = `
  const panels = [...document.querySelectorAll("header, main, .graphiql-editors, .graphiql-response, .result-window, .graphiql-footer, .graphiql-plugin")];
  const lowest = Math.max(innerHeight, ...panels.map((panel) => Math.round(panel.getBoundingClientRect().bottom)));
  scrollTo(0, 100_000);
  document.querySelector("main").scrollTo(0, 100_000);
  const scrolled = scrollY + document.querySelector("main").scrollTop;
  return { document: document.documentElement.scrollHeight, lowest, scrolled }`;

/** The height of the document, the lowest edge of a panel, and how far the page scrolls. */
function readHeights(): Promise<{ document: number; lowest: number; scrolled: number }> {
  return page.evaluate(`(() => { ${readPageHeights} })()`);
}

/** Controls that a finger misses, being under 40 pixels high or wide or beyond the edge, and the page itself if it scrolls sideways. */
function findMissed(): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${findMissedControls} })()`);
}

test("a tab signs in with its role by itself, and the user's tabs, their text and role survive a reload, without tokens", async () => {
  await openPlayground(desktop);
  expect((await runOperation("Q03_Header")).data).toMatchObject({ me: { displayName: expect.any(String) } });
  await page.getByRole("button", { name: "New tab" }).click();
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Administrator" });
  await page.locator(".graphiql-query-editor .monaco-editor").first().click();
  await page.keyboard.insertText("query Mine { shopSettings { name } }");
  await page.getByRole("tab", { name: "Mine" }).waitFor();
  expect(JSON.parse(await run()).data).toMatchObject({ shopSettings: { name: expect.any(String) } });

  await page.reload();
  await untilReady("Mine");
  expect(await page.getByRole("tab").count()).toBe(readPages(shop).length + 6);
  expect(await page.getByRole("combobox", { name: "Role" }).inputValue()).toBe("ADMIN");
  expect(JSON.parse(await run()).data).toMatchObject({ shopSettings: { name: expect.any(String) } });
  const stored = await page.evaluate<string>("JSON.stringify({ ...localStorage, ...sessionStorage })");
  expect(stored).toContain("query Mine");
  // Signed tokens have three parts; a guest token may contain their first letters by chance. The accounts' passwords end alike.
  expect(stored).not.toMatch(/eyJ[\w-]+\.[\w-]+\.|authorization|-at-hansa/i);
});
