/** A shopper in a browser who reaches the order through faults: looks at the page, takes its next step, and reloads where none is left. */
import { setTimeout as pause } from "node:timers/promises";
import { never } from "@hansa/client/polling";
import type { Page } from "playwright-core";
import type { guest } from "./shopper.ts";

type Person = typeof guest;

/** A step of the checkout, in order. */
export type CheckoutStep = "cart" | "contact" | "shipping" | "payment" | "second step" | "order" | "fault" | "waiting";

const orderButton = /^Order with obligation to pay$/;
/** Buttons that a page offers after a fault. */
const faultButtons = /^(Try again|Reserve again)$/;

/** The step that the page of a cart or checkout offers now. */
async function stepOf(page: Page): Promise<CheckoutStep> {
  const { pathname } = new URL(page.url());
  const has = async (found: ReturnType<Page["locator"]>) => (await found.count()) > 0;
  if (await has(page.getByRole("button", { name: faultButtons }))) return "fault";
  if (/^\/orders\/\d+/.test(pathname))
    return (await has(page.getByText("Confirmed.", { exact: false }))) ? "order" : "waiting";
  if (await has(page.getByRole("button", { name: "Confirm the test payment" }))) return "second step";
  if (await has(page.getByRole("button", { name: "Save and continue" }))) return "contact";
  if (await has(page.getByRole("button", { name: orderButton }))) return "payment";
  if (await has(page.locator("input[name=shipping]:not(:disabled)"))) return "shipping";
  if (await has(page.getByRole("button", { name: /checkout$/ }))) return "cart";
  return "waiting";
}

/** A page on which a step cannot be taken for so long is looked at again: it may show another one. */
const lookAgainMs = 5_000;

/** Takes the step that is offered. */
async function takeStep(page: Page, step: CheckoutStep, person: Person, card: string): Promise<void> {
  const options = { timeout: lookAgainMs };
  switch (step) {
    case "cart":
      return page.getByRole("button", { name: /checkout$/ }).click(options);
    case "contact":
      await page.locator("input[name=email]").fill(person.email, options);
      for (const name of ["firstName", "lastName", "line1", "postalCode", "city"] as const)
        await page.locator(`input[name=${name}]`).fill(person[name], options);
      return page.getByRole("button", { name: "Save and continue" }).click(options);
    case "shipping":
      return page.locator("input[name=shipping]").first().check(options);
    case "payment":
      await page.getByLabel("Test card").fill(card, options);
      return page.getByRole("button", { name: orderButton }).click(options);
    case "second step":
      return page.getByRole("button", { name: "Confirm the test payment" }).click(options);
    case "fault":
      return page.getByRole("button", { name: faultButtons }).first().click(options);
    case "order":
    case "waiting":
      return undefined;
  }
}

type Shopping = {
  person: Person;
  /** The card of the sandbox. */
  card?: string;
  /** Takes a step in its own way, to hinder it. */
  act?(step: CheckoutStep, take: () => Promise<void>): Promise<void>;
};

/** A step that moves nothing so often makes a person load the page again. Half a second passes between two. */
const patience = 10;
/** Steps that the error of a checkout without an order names. */
const namedSteps = 20;

/** Goes on from any page of the checkout until the order is shown. Its number. Fails with the page and the last steps. */
export async function reachOrder(
  page: Page,
  { person, card = "tok_ok", act = (_, take) => take() }: Shopping,
): Promise<string> {
  const end = performance.now() + never.ofProcesses;
  const steps: CheckoutStep[] = [];
  for (let idle = 0; ; ) {
    if (page.isClosed()) throw new Error("the page was closed before the order");
    const step = await stepOf(page);
    steps.push(step);
    if (performance.now() > end) throw new Error(await describe(page, steps));
    if (step === "order") return new URL(page.url()).pathname.split("/").at(-1) ?? "";
    // A page that changes meanwhile is looked at again.
    await act(step, () => takeStep(page, step, person, card).catch(() => undefined));
    await pause(500);
    const isStuck = (await stepOf(page).catch(() => "waiting" as const)) === step;
    idle = isStuck ? idle + 1 : 0;
    if (idle > 0 && idle % patience === 0) await page.reload().catch(() => undefined);
  }
}

async function describe(page: Page, steps: readonly CheckoutStep[]): Promise<string> {
  const text = await page.locator("body").innerText({ timeout: lookAgainMs }).catch(String);
  return `no order at ${page.url()} after ${steps.slice(-namedSteps).join(", ")}: ${text}`;
}
