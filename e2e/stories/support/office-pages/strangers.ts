/** Visits of the back office by people who are not staff: each page tells them so, and asks the graph for nothing of it. */
import { expect } from "vitest";
import { type Office, signInStaffAt } from "../office.ts";
import { addressesOf, type OfficeRoute } from "./routes.ts";
import { noSubjects } from "./subjects.ts";
import { visit } from "./visits.ts";

/** The one document that is sent before it is known who works here. */
const viewer = /query OfficeViewer\b/;

/** Opens each page without a session; the number of them. */
export async function visitSignedOut(office: Office, routes: readonly OfficeRoute[]): Promise<number> {
  const page = await office.openPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) asked.push(request.postData() ?? "");
  });
  const addresses = routes.flatMap((route) => addressesOf(route, noSubjects).slice(-1));
  for (const address of addresses) {
    await page.goto(office.address + address);
    const form = page.getByRole("dialog", { name: "Sign in" });
    await form.waitFor();
    expect(await page.locator("#content").innerText(), address).toBe("");
    await expect
      .poll(() => page.evaluate("document.activeElement?.getAttribute('name')"), { message: address })
      .toBe("email");
  }
  expect(asked.length).toBeGreaterThanOrEqual(addresses.length);
  expect(asked.filter((body) => !viewer.test(body))).toEqual([]);
  return addresses.length;
}

/** Opens each page as a customer; the number of them. */
export async function visitAsCustomer(office: Office, routes: readonly OfficeRoute[]): Promise<number> {
  const page = await office.openPage();
  await page.goto(`${office.address}/home`);
  await signInStaffAt(page, "CUSTOMER");
  const addresses = routes.flatMap((route) => addressesOf(route, noSubjects).slice(-1));
  for (const address of addresses) {
    const { heading, links, buttons } = await visit(page, address);
    expect({ address, heading, links, buttons }).toEqual({
      ...{ address, heading: "This account is no staff account", links: [], buttons: [] },
    });
  }
  return addresses.length;
}
