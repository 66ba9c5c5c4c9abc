/** The playground in a real browser: a person opens it, asks, sees the answer, and nothing is fetched from anywhere else. */
import type { Browser, Page, Response } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../shop/browser.ts";
import { readPages } from "../shop/pages.ts";
import { runShop, type Shop } from "../shop/processes.ts";

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  [shop, browser] = await Promise.all([runShop(), openBrowser()]);
  return shop.stop;
});
afterAll(() => browser.close());

type Watched = { page: Page; elsewhere: string[]; complaints: string[] };

/** Opens the playground and writes down every request to another host and every error on the console. */
async function openPlayground(): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http") && host !== `127.0.0.1:${shop.port}`) elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${shop.port}/playground`);
  await page.getByRole("tab").first().waitFor();
  await page
    .locator(".graphiql-query-editor")
    .getByText(readPages(shop)[0]?.name ?? "")
    .first()
    .waitFor();
  // The button does nothing before all three editors are there: those of the query, the variables and the answer.
  for (const editor of [".graphiql-query-editor", ".graphiql-editor-tool", ".result-window"])
    await page.locator(`${editor} .monaco-editor`).first().waitFor({ state: "attached" });
  return { page, elsewhere, complaints };
}

/** Runs the open tab with one click and gives the answer, as the browser received it. */
async function run(page: Page): Promise<string> {
  const answering = page.waitForResponse(isAnswer);
  await page.getByRole("button", { name: /Execute query/ }).click();
  return (await answering).text();
}

/** Whether this answers a question of ours, and not the editor's own after the schema. */
function isAnswer(response: Response): boolean {
  return response.url().endsWith("/graphql") && !(response.request().postData() ?? "").includes("__schema");
}

test("a stranger opens the playground, runs the first tab as a guest and sees a product with its price", async () => {
  const { page, elsewhere, complaints } = await openPlayground();
  expect(await page.getByRole("tab").count()).toBe(readPages(shop).length);
  const answer = JSON.parse(await run(page));
  expect(answer.errors).toBeUndefined();
  await page.locator(".result-window").getByText(answer.data.product.title).first().waitFor();
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

test("signed in as a customer, the header page knows who is there", async () => {
  const { page, elsewhere } = await openPlayground();
  await page.getByText("Customer", { exact: true }).click();
  await page.getByText(/Signed in as/).waitFor();
  await page.getByRole("tab", { name: /Q03/ }).click();
  await page.locator(".graphiql-query-editor").getByText("Q03_Header").waitFor();
  expect(JSON.parse(await run(page))).toMatchObject({ data: { me: { displayName: expect.any(String) } } });
  expect(elsewhere).toEqual([]);
});
