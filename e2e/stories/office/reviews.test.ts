/** Staff decide on reviews, in a real browser on real processes: several at once, and none whose text they have not read. */
import { signIn } from "@hansa/client/buyer";
import { ReviewSubmitDocument, ShelfDocument } from "@hansa/client/documents/products";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { perform } from "@hansa/client/mutation";
import type { Page, Route } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOffice, rowsOf, sharedOffice } from "../support/office.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

/** Writes, or rewrites, a review of each of so many products as the demo customer; functions that rewrite one. */
async function writeReviews(count: number, headline: string) {
  const { shop } = office;
  const as = await signIn(shop, "CUSTOMER");
  const shelf = await requireData(executeDocument(shop.url, ShelfDocument, { text: "tea", currency: "EUR" }));
  const products = shelf.search?.nodes.slice(0, count) ?? [];
  expect(products).toHaveLength(count);
  const write = (productId: string, title: string) =>
    perform(shop, ReviewSubmitDocument, { productId, rating: 4, title, body: "Holds the tea.\nAnd the heat." }, as);
  for (const [index, { id }] of products.entries()) await write(id, `${headline} ${index}`);
  return products.map(({ id }) => ({ rewrite: (title: string) => write(id, title) }));
}

const rowOf = (page: Page, title: string) => rowsOf(page).filter({ hasText: title });

test("reviews are approved and rejected together, the one that was rewritten is told and stays", async () => {
  const [, second] = await writeReviews(3, "Sound");
  const page = await openOffice(office, "CATALOG_MANAGER", "/");
  await page.waitForURL("**/admin/home");
  await page.getByRole("link", { name: "Reviews to moderate" }).click();
  await page.waitForURL("**/admin/reviews");
  for (const index of [0, 1, 2]) await rowOf(page, `Sound ${index}`).getByRole("checkbox").check();
  expect(await auditPage(page)).toEqual([]);
  await second?.rewrite("Rewritten 1");
  await page.getByRole("button", { name: "Approve 3" }).click();
  await page.getByText("2 reviews are approved.").waitFor();
  await page.getByText("It has changed since you have read it", { exact: false }).waitFor();
  await rowOf(page, "Rewritten 1").waitFor();
  expect(await rowOf(page, "Rewritten 1").getByRole("checkbox").isChecked()).toBe(false);
  expect(await rowOf(page, "Sound 0").count()).toBe(0);
  expect(await auditPage(page)).toEqual([]);

  expect(await page.getByRole("button", { name: "Reject" }).count()).toBe(0);
  await rowOf(page, "Rewritten 1").getByRole("checkbox").check();
  await page.getByRole("button", { name: "Reject 1" }).click();
  await page.getByText("1 review is rejected.").waitFor();
  await rowOf(page, "Rewritten 1").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Rejected", exact: true }).click();
  await page.waitForURL("**/admin/reviews?view=rejected");
  await rowOf(page, "Rewritten 1").getByRole("link").click();
  await page.waitForURL("**/admin/reviews?view=all&product=*");
  await page.getByText("Only reviews of", { exact: false }).waitFor();
  await rowOf(page, "Rewritten 1").waitFor();
});

test("another tab that is opened during a run shows what became of each review", async () => {
  await writeReviews(2, "Slow");
  const page = await openOffice(office, "CATALOG_MANAGER", "/reviews");
  for (const index of [0, 1]) await rowOf(page, `Slow ${index}`).getByRole("checkbox").check();
  const held: Route[] = [];
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes("OfficeReviewModerate")) return route.continue();
    held.push(route);
  });
  await page.getByRole("button", { name: "Reject 2" }).click();
  await expect.poll(() => held.length).toBe(2);
  await page.getByRole("link", { name: "Approved", exact: true }).click();
  await page.waitForURL("**/admin/reviews?view=approved");
  await held[0]?.abort();
  await held[1]?.continue();
  await page.getByText("1 review is rejected.").waitFor();
  await page.getByText("It is not known whether that was done.", { exact: false }).waitFor();
  await page.getByRole("link", { name: "Rejected", exact: true }).click();
  await page.getByText("1 review is rejected.").waitFor({ state: "hidden" });
});

test("while products are away no list of reviews is said to be empty, and it comes by itself afterwards", async () => {
  const { shop } = office;
  const page = await openOffice(office, "SUPPORT", "/reviews?view=all");
  await rowsOf(page).first().waitFor();
  await shop.kill("products");
  await page.reload();
  await page.getByText("Products cannot be reached.", { exact: false }).waitFor();
  expect(await page.getByText("No review is in this list.").count()).toBe(0);
  await shop.start("products");
  await page.getByText("Products cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
  await rowsOf(page).first().waitFor();
});

test("a role that does not moderate has no reviews", async () => {
  const page = await openOffice(office, "FULFILMENT", "/reviews");
  await page.getByRole("heading", { name: "Your role does not allow this page" }).waitFor();
  expect(await page.getByRole("link", { name: "Reviews" }).count()).toBe(0);
});
