/** Visits of pages of the back office, each by a link as a person has them, and the faults that are seen there. */
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";
import { z } from "zod";
import { type Office, openOffice } from "../office.ts";
import { type Controls, controlsOfOrder, controlsOfReturn, controlsOfWithdrawal, shownControls } from "./controls.ts";
import { addressesOf, type OfficeRoute, officeRoutes, routeOf } from "./routes.ts";
import type { StaffRole } from "./staff-roles.ts";
import { type Subjects, subjectsFor } from "./subjects.ts";

/** Functions of the page: it has no types of the browser here. */
const inPage = {
  /** Follows a link that stands nowhere else; nothing has the focus before. */
  follow: `(href) => {
    document.activeElement?.blur();
    const link = Object.assign(document.createElement("a"), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }`,
  shown: `async () => {
    // A page asks for its data once it is drawn.
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    const main = document.querySelector("#content");
    const buttons = [...main.querySelectorAll("button:not([type=submit])")];
    return {
      at: location.pathname + location.search,
      isTitleFocused: document.activeElement === main.querySelector("h1"),
      isLoading: main.innerText.includes("Loading"),
      heading: main.querySelector("h1")?.textContent ?? "",
      title: document.title,
      buttons: buttons.map((button) => button.textContent),
      links: [...main.querySelectorAll("a[href^='/admin']")].map((link) => link.getAttribute("href")),
    };
  }`,
};

const shownSchema = z.object({
  at: z.string(),
  isTitleFocused: z.boolean(),
  isLoading: z.boolean(),
  heading: z.string(),
  title: z.string(),
  buttons: z.array(z.string()),
  links: z.array(z.string()),
});
type Shown = z.infer<typeof shownSchema>;

const base = "/admin";
const refusedTitle = "Your role does not allow this page";

/** The visits that were made, by route, and what was wrong. */
type Findings = { visits: Map<string, number>; presses: number; faults: string[] };

/** Opens each page for each subject as a person of this role, and each dialog that the page offers. */
export async function visitAll(office: Office, role: StaffRole, chosen: Subjects): Promise<Findings> {
  const routes = officeRoutes();
  let own = await subjectsFor(office.shop, role);
  const findings: Findings = { visits: new Map(), presses: 0, faults: [] };
  const page = await openOffice(office, role, "/home");
  for (const route of routes) {
    const addresses = addressesOf(route, chosen);
    // All of a page that the role lacks are refused alike.
    for (const address of isAllowed(route, own) ? addresses : addresses.slice(0, 1)) {
      const look = async () => {
        const shown = await visit(page, address);
        return { shown, faults: faultsOf(shown, { address, route, routes, own }) };
      };
      let { shown, faults } = await look();
      if (faults.length > 0) {
        // The shop goes on meanwhile: what the graph allows now is what a new document shows.
        own = await subjectsFor(office.shop, role);
        await page.reload();
        ({ shown, faults } = await look());
      }
      findings.visits.set(route.path, (findings.visits.get(route.path) ?? 0) + 1);
      findings.faults.push(...faults.map((fault) => `${role} at ${address}: ${fault}`));
      if (faults.length === 0 && allowedAt(address, { route, own })) findings.presses += await openDialogs(page, shown);
    }
  }
  return findings;
}

/** Goes to an address, and waits until its page is there, with the focus on its title, and all of it is read. */
export async function visit(page: Page, address: string): Promise<Shown> {
  const reads = readsOf(page);
  await follow(page, address);
  const wanted = { at: base + address, isTitleFocused: true, isLoading: false };
  let shown: Shown | undefined;
  await expect
    .poll(
      async () => {
        shown = shownSchema.parse(await page.evaluate(`(${inPage.shown})()`));
        return { ...shown, reads: reads.size };
      },
      { message: address },
    )
    .toMatchObject({ ...wanted, reads: 0 });
  if (!shown) throw new Error(`${address} was not looked at`);
  return shown;
}

/** Presses a link to an address of the office, such as `/orders`. */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate(`(${inPage.follow})(${JSON.stringify(base + address)})`);
}

const readsOfPages = new WeakMap<Page, Set<Request>>();

/** The operations of the graph that are under way on a page, from the first call on. */
function readsOf(page: Page): ReadonlySet<Request> {
  const known = readsOfPages.get(page);
  if (known) return known;
  const reads = new Set<Request>();
  readsOfPages.set(page, reads);
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) reads.add(request);
  });
  page.on("requestfinished", (request) => reads.delete(request));
  page.on("requestfailed", (request) => reads.delete(request));
  return reads;
}

type Judged = { address: string; route: OfficeRoute; routes: readonly OfficeRoute[]; own: Subjects };

/** Faults of a page for a role: it is refused though the role has its scope, or the other way; its title is not set; its controls are others. */
function faultsOf({ heading, title, buttons, links }: Shown, { address, route, routes, own }: Judged): string[] {
  const isOwn = isAllowed(route, own);
  const allowed = allowedAt(address, { route, own });
  const faults: string[] = [];
  if (!title.includes(heading) || heading === "") faults.push(`its title is "${title}", its heading "${heading}"`);
  const hasAccount = own.customers.some((id) => address === `/customers/${id}`);
  if (isOwn && hasAccount && heading === "Customer") faults.push("it shows no account");
  if ((heading === refusedTitle) === isOwn) faults.push(isOwn ? "it is refused" : "it is not refused");
  for (const link of links) {
    const target = routeOf(link.slice(base.length), routes);
    if (!target) faults.push(`${link} leads nowhere`);
    else if (!isAllowed(target, own)) faults.push(`${link} is refused`);
  }
  if (buttons.includes("Send again") && !own.scopes.includes("orders:write")) faults.push("it sends mails again");
  const shown = shownControls(buttons, links);
  if (allowed && JSON.stringify(shown) !== JSON.stringify(allowed))
    faults.push(`it has ${JSON.stringify(shown)}, and the graph allows ${JSON.stringify(allowed)}`);
  return faults;
}

function isAllowed({ scope }: OfficeRoute, { scopes }: Subjects): boolean {
  return scope === undefined || scopes.includes(scope);
}

/** The controls that the graph allows a role at this address; undefined for a page that is refused, or of nothing that has actions. */
function allowedAt(address: string, { route, own }: Pick<Judged, "route" | "own">): Controls | undefined {
  return isAllowed(route, own) ? controlsAt(address, own) : undefined;
}

function controlsAt(address: string, { scopes, orders, returns, withdrawals }: Subjects): Controls | undefined {
  const [, list, part, ...more] = address.split("/").map(decodeURIComponent);
  if (more.length > 0) return undefined;
  const order = list === "orders" ? orders.find(({ number }) => number === part) : undefined;
  if (order) return controlsOfOrder(order, scopes);
  const returned = list === "returns" ? returns.find(({ id }) => id === part) : undefined;
  if (returned) return controlsOfReturn(returned);
  const declared = list === "withdrawals" ? withdrawals.filter(({ reference }) => reference === part) : [];
  if (declared.length === 0) return undefined;
  return controlsOfWithdrawal({ nextActions: declared.flatMap(({ nextActions }) => nextActions) });
}

/** Opens each dialog, and waits for what it reads; the number of them. */
async function openDialogs(page: Page, { buttons, links }: Shown): Promise<number> {
  const { presses } = shownControls(buttons, links);
  const dialog = page.getByRole("dialog");
  for (const [index, name] of buttons.entries()) {
    if (!presses.includes(name)) continue;
    await page.locator("#content button:not([type=submit])").nth(index).click();
    await dialog.waitFor();
    await expect.poll(() => dialog.innerText()).not.toContain("Loading");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
  return presses.length;
}
