/** Pages for paper of the back office, in a real browser on real processes: the pick list and the packing slips of chosen orders. */
import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  requireOrder,
  setShipping,
  startCheckout,
  startPayment,
} from "@hansa/client/buyer";
import { requireSuccess } from "@hansa/client/mutation";
import { placePaidOrder, shipUnits } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOffice, openOrders, sharedOffice } from "../support/office.ts";
import { orderAddress } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

/** The pages of paper that the browser makes of it. */
async function papersOf(page: Page): Promise<number> {
  const file = (await page.pdf({ format: "A4" })).toString("latin1");
  return file.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** The text of the page as paper has it. */
async function textOnPaper(page: Page): Promise<string> {
  await page.emulateMedia({ media: "print" });
  const text = await page.locator("body").innerText();
  await page.emulateMedia({ media: null });
  return text;
}

test("selected orders have a pick list and a slip each, and are still selected on the way back", async () => {
  const { shop } = office;
  const variant = await findAvailableVariant(shop);
  const one = await placePaidOrder(shop, { quantity: 3, variant });
  const two = await placePaidOrder(shop, { quantity: 2, variant });
  const page = await openOrders(office, "FULFILMENT");
  for (const { number } of [one, two]) await page.getByRole("checkbox", { name: `Select order ${number}` }).check();
  await page.getByText("2 selected").waitFor();

  await page.getByRole("link", { name: "Pick list" }).click();
  const pick = page.getByRole("listitem").filter({ hasText: one.sku });
  for (const text of ["5 ×", `3 × ${one.number}`, `2 × ${two.number}`]) await pick.getByText(text).waitFor();
  // The options, which products has.
  await pick.getByText(/ · [^·]+: /).waitFor();
  const paper = await textOnPaper(page);
  expect(paper).toContain("Pick list");
  expect(paper).toContain("2 orders, ");
  for (const text of ["Print", "Sign out", "‹"]) expect(paper).not.toContain(text);
  await page.evaluate("window.print = () => document.documentElement.setAttribute('data-printed', 'yes')");
  await page.getByRole("button", { name: "Print" }).click();
  expect(await page.locator("html").getAttribute("data-printed")).toBe("yes");

  await page.goBack();
  await page.getByText("2 selected").waitFor();
  await page.getByRole("link", { name: "Packing slips" }).click();
  const slipOf = (number: string) => page.getByRole("article", { name: `Order ${number}` });
  await slipOf(one.number).getByRole("row").filter({ hasText: one.sku }).getByText("3", { exact: true }).waitFor();
  await slipOf(two.number).getByRole("row").filter({ hasText: two.sku }).getByText("2", { exact: true }).waitFor();
  await slipOf(one.number).getByText("Speicherweg 4\n23552 Lübeck\nGermany").waitFor();
  expect(await auditPage(page)).toEqual([]);
  const slips = await textOnPaper(page);
  for (const text of ["€", "EUR", "Print", "Sign out"]) expect(slips).not.toContain(text);
  expect(slips.match(/As of \d+ [A-Z]\w+ \d{4}/g)).toHaveLength(2);
  expect(await papersOf(page)).toBe(2);
});

test("a parcel has a slip of its own, and nothing is printed of an order on hold", async () => {
  const { shop } = office;
  const bought = await placePaidOrder(shop, { quantity: 3 });
  await shipUnits(shop, bought, 1, "HP-22");
  const page = await openOffice(office, "ADMIN", "/home");
  await page.goto(orderAddress(office, bought));
  const parcels = page.getByRole("region", { name: "Parcels" });
  await parcels.getByRole("link", { name: "Packing slip", exact: true }).click();
  const sheet = page.getByRole("article");
  await sheet.getByText("Parcel Post HP-22").waitFor();
  await sheet.getByRole("cell", { name: "1", exact: true }).waitFor();
  await page.goBack();
  await parcels.getByRole("link", { name: "Packing slips", exact: true }).click();
  // The parcel has left.
  await sheet.getByRole("cell", { name: "2", exact: true }).waitFor();
  expect(await page.getByRole("article").count()).toBe(1);
  const waiting = page.url();

  await page.goBack();
  await page.getByRole("button", { name: "Put on hold" }).click();
  const dialog = page.getByRole("dialog", { name: "Put the order on hold" });
  await dialog.getByLabel("Reason").fill("The shelf is being counted.");
  await dialog.getByRole("button", { name: "Put on hold" }).click();
  await parcels.getByRole("link", { name: "Packing slips", exact: true }).waitFor({ state: "detached" });
  await page.goto(waiting);
  await page
    .getByText(/^Not printed, as on hold \(.+\): /)
    .filter({ hasText: bought.number })
    .waitFor();
  expect(await page.getByRole("button", { name: "Print" }).count()).toBe(0);
  await page.goto(waiting.replace("/slips", "/pick-list"));
  await page.getByText("Nothing of these orders waits to be prepared.").waitFor();
});

test("markup in a name is text on paper, in the language of the person", async () => {
  const { shop } = office;
  const lastName = `<img src=x onerror="document.title='broken'">`;
  const { id: variantId } = await findAvailableVariant(shop);
  const start = { cartId: await fillCart(shop, variantId), email: "buyer@hansa.example" };
  const checkoutId = await startCheckout(shop, start);
  await setShipping(shop, checkoutId, { shippingAddress: { ...address, lastName } });
  requireSuccess(await startPayment(shop, checkoutId, "tok_ok"));
  const { id } = requireOrder(await completeCheckout(shop, checkoutId));
  const page = await openOffice(office, "FULFILMENT", `/slips?orders=${id}`);
  await page.getByRole("article").getByText(lastName, { exact: false }).waitFor();
  await page.getByRole("button", { name: "Deutsch" }).click();
  await page.getByRole("article", { name: "Bestellung" }).getByText(lastName, { exact: false }).waitFor();
  await page.getByRole("heading", { level: 1, name: "Packzettel" }).waitFor();
  expect(await page.title()).toBe("Packzettel");
});

test("an address that names no orders asks nothing, and a service that is away is named", async () => {
  const { shop, address: at } = office;
  const bought = await placePaidOrder(shop, {});
  const page = await openOffice(office, "FULFILMENT", "/slips");
  await page.getByText("No order is chosen.", { exact: false }).waitFor();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.postData() ?? ""));
  await page.goto(`${at}/pick-list?orders=${bought.id},..%2F..%2Fsession`);
  await page.getByText("The address of this page is not valid.", { exact: false }).waitFor();
  await page.goto(`${at}/slips?orders=${Array.from({ length: 26 }, (_, digit) => idOf(digit)).join(",")}`);
  await page.getByText("too many orders", { exact: false }).waitFor();
  expect(asked.filter((body) => /OfficePick|OfficeSlips/.test(body))).toEqual([]);
  await page.goto(`${at}/slips?orders=${idOf(1)}`);
  await page.getByText("There is no such order.").waitFor();
  await page.goto(`${at}/slips?orders=${bought.id},${idOf(1)}`);
  await page.getByText("1 order does not exist.").waitFor();

  await shop.kill("products");
  await page.goto(`${at}/pick-list?orders=${bought.id}`);
  await page.getByText("options, barcodes and pictures are missing", { exact: false }).waitFor();
  await page.getByRole("listitem").filter({ hasText: bought.sku }).getByText("Units 1 ×").waitFor();
  await shop.start("products");
  await page.getByText("options, barcodes and pictures are missing", { exact: false }).waitFor({ state: "hidden" });
  // As the router answers without orders.
  const errors = [{ message: "away", path: ["nodes", 0], extensions: { code: "SUBGRAPH_UNAVAILABLE" } }];
  await page.route("**/graphql", (route) => {
    const isAsked = route.request().postData()?.includes("OfficeSlips") ?? false;
    return isAsked ? route.fulfill({ json: { data: { shop: null, nodes: [null] }, errors } }) : route.continue();
  });
  await page.goto(`${at}/slips?orders=${bought.id}`);
  await page.getByText("Orders cannot be reached.", { exact: false }).waitFor();
  expect(await page.getByText("There is no such order.").count()).toBe(0);
  await page.unroute("**/graphql");
  await page.getByRole("article", { name: `Order ${bought.number}` }).waitFor();

  const support = await openOffice(office, "SUPPORT", `/slips?orders=${bought.id}`);
  await support.getByRole("heading", { name: "Your role does not allow this page" }).waitFor();
  await support.goto(orderAddress(office, bought));
  await support.getByRole("region", { name: "Parcels" }).waitFor();
  expect(await support.getByRole("link", { name: "Packing slips" }).count()).toBe(0);
});

/** An id like that of an order which there is not. */
function idOf(digit: number): string {
  return `ord_${String(digit).padStart(26, "0")}`;
}
