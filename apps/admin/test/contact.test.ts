/** Corrections of a contact: they name what was changed alone, and each refusal has a text, at its field where it has one. */
import { afterEach, expect, test, vi } from "vitest";
import { type AddressForm, type Contact, readCorrection } from "../pages/contact/contact.ts";
import { updateContact } from "../pages/contact/contact-update.ts";
import { isContactOpen } from "../shop/order-contact.ts";

afterEach(() => vi.unstubAllGlobals());

const address = {
  ...{ firstName: "Ada", lastName: "Brandt", company: null, vatId: null, line1: "Kai 2", line2: null },
  ...{ city: "Bremen", region: null, regionName: null, postalCode: "28195", country: "DE", phone: null },
};
const read: Contact = {
  id: "ord_1",
  updatedAt: "2026-01-15T12:00:00Z",
  email: "a@b.example",
  shippingAddress: address,
};

const fieldOf = (name: string) => ({ name, label: name, required: false, maxLength: 100, example: null });
const form: AddressForm = {
  country: "DE",
  fields: ["firstName", "lastName", "line1", "postalCode", "city", "phone"].map(fieldOf),
  regions: [],
};

/** A form that holds what was read, but for these fields. */
function typedOver(contact: Contact, changes: Readonly<Record<string, string>>) {
  const known = { ...contact.shippingAddress, email: contact.email, ...changes };
  const texts = new Map(Object.entries(known).map(([name, text]) => [name, text ?? ""]));
  return (name: string) => texts.get(name) ?? "";
}

test("a correction has the parts that differ from what was read: a part that stays is not sent", () => {
  const readOver = (changes: Record<string, string>, contact = read) =>
    readCorrection(typedOver(contact, changes), { read: contact, form });
  expect(readOver({})).toBeUndefined();
  expect(readOver({ email: " a@b.example ", line1: "Kai 2 " })).toBeUndefined();
  expect(readOver({ email: "c@d.example" })).toEqual({ email: "c@d.example" });
  const whole = { firstName: "Ada", lastName: "Brandt", line1: "Kai 9", city: "Bremen", postalCode: "28195" };
  expect(readOver({ line1: "Kai 9" })).toEqual({ shippingAddress: { ...whole, country: "DE" } });
  // The form of the country has no field for them.
  const unshown = { ...read, shippingAddress: { ...address, company: "Kontor", regionName: "Weser" } };
  expect(readOver({ line1: "Kai 9" }, unshown)).toEqual({
    shippingAddress: { ...whole, company: "Kontor", region: "Weser", country: "DE" },
  });
});

test("a region that the country does not list stays in a correction of the street, and is none itself", () => {
  const listed = {
    ...form,
    fields: [...form.fields, fieldOf("region")],
    regions: [{ code: "US-CA", name: "California" }],
  };
  for (const known of [
    { region: "GB-ENG", regionName: "England" },
    { region: null, regionName: "Weser" },
  ]) {
    const contact = { ...read, shippingAddress: { ...address, ...known } };
    const region = known.region ?? known.regionName;
    const readOver = (changes: Record<string, string>) =>
      readCorrection(typedOver(contact, { region, ...changes }), { read: contact, form: listed });
    expect(readOver({})).toBeUndefined();
    expect(readOver({ line1: "Kai 9" })).toMatchObject({ shippingAddress: { line1: "Kai 9", region } });
    expect(readOver({ region: "US-CA" })).toMatchObject({ shippingAddress: { region: "US-CA" } });
  }
});

test("an order without an address has its e-mail address corrected", () => {
  const contact = { ...read, shippingAddress: null };
  const typed = typedOver(contact, { email: "c@d.example" });
  expect(readCorrection(typed, { read: contact, form: undefined })).toEqual({ email: "c@d.example" });
});

/** The outcome of a correction to which the graph answers with this member. */
async function outcomeOf(member: object) {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ data: { orderContactUpdate: member } })));
  const changed: Contact[] = [];
  const input = { orderId: "ord_1", email: "c@d.example", expectedUpdatedAt: read.updatedAt, idempotencyKey: "k" };
  const outcome = await updateContact(input, { form, onChanged: (now) => changed.push(now) });
  return { ...outcome, faults: Object.fromEntries(outcome.faults ?? []), changed };
}

const invalid = (step: string, code: string) => ({
  __typename: "ValidationError",
  problems: [{ path: ["input", ...step.split(".")], code }],
});

test.each([
  [{ __typename: "OrderContactUpdated" }, { isSuccess: true, text: /new links/ }, {}],
  [{ __typename: "TaxWouldChangeError" }, { text: /Other taxes/ }, {}],
  [{ __typename: "InvalidTransitionError", blockedBy: "PACKED" }, { text: /Unpack it/ }, {}],
  [{ __typename: "InvalidTransitionError", blockedBy: "ORDER_STATE" }, { text: /another state/ }, {}],
  [{ __typename: "NotFoundError" }, { text: /changed meanwhile/ }, {}],
  [invalid("email", "FORMAT"), { text: /marked fields/ }, { email: "This is no e-mail address." }],
  [invalid("shippingAddress.line1", "EMPTY"), { text: /marked fields/ }, { line1: "This field is needed." }],
  [invalid("shippingAddress", "NOT_SENT"), { text: /Nothing of this order/ }, {}],
  [invalid("shippingAddress.region", "TOO_COARSE"), { text: /taxes differ/ }, {}],
  [
    invalid("email", "BEING_ERASED"),
    { text: /marked fields/ },
    { email: "The data of a person with this address are being erased." },
  ],
  [invalid("email", "NEW_CODE"), { text: /marked fields/ }, { email: "The shop has refused this value." }],
])("%j is told", async (member, { text, ...rest }, faults) => {
  const outcome = await outcomeOf(member);
  expect(outcome).toMatchObject({ ...rest, isKnown: true, changed: [] });
  expect(outcome.faults).toEqual(faults);
  expect(outcome.text).toMatch(text);
});

test("a contact that has changed since is told with how it is now", async () => {
  const now = { ...read, updatedAt: "2026-01-15T12:00:01Z", email: "e@f.example" };
  const { isSuccess, text, changed } = await outcomeOf({ __typename: "OrderChangedError", order: now });
  expect({ isSuccess, changed }).toEqual({ isSuccess: undefined, changed: [now] });
  expect(text).toMatch(/has changed meanwhile/);
});

test("a contact is open until something is packed, and while there is one", () => {
  const order = { state: "CONFIRMED", email: "a@b.example", fulfilments: [] } as const;
  const inParcel = (status: "READY" | "UNPACKED") => ({ ...order, fulfilments: [{ shipments: [{ status }] }] });
  expect([order, inParcel("UNPACKED")].map(isContactOpen)).toEqual([true, true]);
  const closed = [inParcel("READY"), { ...order, email: null }, { ...order, state: "PENDING_PAYMENT" } as const];
  expect(closed.map(isContactOpen)).toEqual([false, false, false]);
});
