/** Billing: an address of its own, which outlives a reservation, and the answer about a VAT id, which says why tax is charged. */
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { afterEach, expect, test, vi } from "vitest";
import { BillingStep } from "../../pages/checkout/elements/billing-step.tsx";
import { VatIdAnswer } from "../../pages/checkout/elements/vat-id-answer.tsx";
import { reserveAgain } from "../../pages/checkout/reservation.ts";
import { addressFaults } from "../../shop/address/faults.ts";

afterEach(() => vi.unstubAllGlobals());

type State = "UNCHECKED" | "VALID" | "INVALID" | "UNAVAILABLE";

const render = (
  state: State,
  untaxed: boolean,
  language: "en" | "de" = "en",
  onRepeat: (() => void) | null = () => undefined,
) => renderToString(h(VatIdAnswer, { check: { state, untaxed }, language, isBusy: false, onRepeat }));

test("a valid id leaves tax out, in both languages", () => {
  expect(render("VALID", true)).toContain("no tax is charged");
  expect(render("VALID", true, "de")).toContain("keine Steuer");
});

test.each([
  ["INVALID", "does not have your VAT id"],
  ["UNAVAILABLE", "does not answer"],
  ["UNCHECKED", "another member state"],
  ["VALID", "stay in the country"],
] as const)("%s says why tax is charged", (state, text) => {
  expect(render(state, false)).toContain(text);
});

test("only a register that was away is asked again, once something can be sent", () => {
  expect(render("UNAVAILABLE", false)).toContain("<button");
  expect(render("UNAVAILABLE", false, "en", null)).not.toContain("<button");
  expect(render("INVALID", false)).not.toContain("<button");
});

const company = {
  ...{ firstName: null, lastName: "Huber", company: "Huber GmbH", vatId: "ATU13585627", phone: null },
  ...{ line1: "Ring 1", line2: null, city: "Wien", postalCode: "1010", region: null, regionName: null, country: "AT" },
};
const field = (name: string, label: string) => ({ name, label, required: false, maxLength: 200, example: null });
const form = { country: "AT", fields: [field("company", "Company"), field("vatId", "VAT id")], regions: [] };

function renderBilling(
  billingAddress: typeof company | null,
  isOpen: boolean,
  problems: ReadonlyMap<string, string> = new Map(),
) {
  const nothing = () => undefined;
  const parts = { checkout: { billingAddress }, countries: ["AT"], form, problems, isOpen, onEdit: nothing };
  return renderToString(h(BillingStep, { ...parts, language: "en", isBusy: false, onSave: nothing }));
}

test("the billing address is the shipping address until another one is given", () => {
  expect(renderBilling(null, false)).toMatch(/The same as the shipping address.*Use another billing address/);
  const other = renderBilling(company, false);
  expect(other).toMatch(/Huber GmbH.*Use another billing address/);
  expect(other).not.toMatch(/<input|The same as/);
});

test.each([
  ["en", "This is no VAT id"],
  ["de", "Das ist keine USt-IdNr."],
] as const)("a refused VAT id is told at its field of the billing address, in %s", (language, text) => {
  const problem = { path: ["input", "billingAddress", "vatId"], code: "FORMAT", message: "" };
  const html = renderBilling(company, true, addressFaults([problem], language));
  const [, id = ""] = /<input id="([^"]+)"[^>]* name="vatId"/.exec(html) ?? [];
  const [input = ""] = new RegExp(`<input id="${id}"[^>]*>`).exec(html) ?? [];
  expect(input).toMatch(new RegExp(`aria-describedby="[^"]*${id}-fault"`));
  expect(input).toContain('aria-invalid="true"');
  expect(html).toMatch(new RegExp(`id="${id}-fault"[^>]*>${text}`));
  expect(html).toContain('autocomplete="billing organization"');
});

test("goods that are reserved again go to the same addresses", async () => {
  const sent: { query: string; variables: { input: object } }[] = [];
  vi.stubGlobal("fetch", async (_address: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    const checkoutStart = { __typename: "CheckoutStarted", checkout: { id: "chk_2" } };
    return new Response(JSON.stringify({ data: { checkoutStart, checkoutUpdate: null } }));
  });
  const shippingAddress = { ...company, company: null, vatId: null };
  const cart = { id: "cart_1", version: 3, lines: [] };
  const saved = { cart, email: "huber@example.com", shippingAddress, billingAddress: company, selectedShipping: null };
  expect(await reserveAgain(saved)).toBe("chk_2");
  const { regionName: _shown, ...given } = company;
  expect(sent.map(({ variables }) => variables.input)).toEqual([
    expect.objectContaining({ cartId: "cart_1", expectedVersion: 3 }),
    {
      checkoutId: "chk_2",
      email: "huber@example.com",
      shippingAddress: { ...given, company: null, vatId: null },
      billingAddress: given,
    },
  ]);
});
