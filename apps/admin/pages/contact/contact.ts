/** The contact of an order as it was read, and its correction from what the form holds. */
import type { Typed } from "@hansa/front/islands";
import type {
  AddressInput,
  OfficeAddressFormatQuery,
  OfficeContactFragment,
  OrderContactUpdateInput,
} from "../../generated/graphql.ts";

export type Contact = OfficeContactFragment;
export type AddressForm = NonNullable<OfficeAddressFormatQuery["addressFormat"]>;

/** The parts of a contact that its form has changed. */
type Correction = Pick<OrderContactUpdateInput, "email" | "shippingAddress">;

export const emailField = "email";

type Texts = Readonly<Record<string, string>>;

/** The texts of the address, by the names of its fields. A region without a code stands by its name, which the graph takes as well. */
export function addressTexts({ shippingAddress }: Contact): Texts {
  if (!shippingAddress) return {};
  const { regionName, ...parts } = shippingAddress;
  const entries = Object.entries({ ...parts, region: parts.region ?? regionName });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/**
 * The correction that a form holds; undefined: it holds what was read. A part that is as it was read is left out, so that one that a colleague has
 * corrected stays. An address is whole. `form` is undefined for an order that has none.
 */
export function readCorrection(
  typed: Typed,
  { read, form }: { read: Contact; form: AddressForm | undefined },
): Correction | undefined {
  const email = typed(emailField).trim();
  const known = addressTexts(read);
  const isOtherEmail = email !== (read.email ?? "");
  const isOtherAddress = form?.fields.some(({ name }) => typed(name).trim() !== (known[name] ?? "")) === true;
  if (!isOtherEmail && !isOtherAddress) return undefined;
  return {
    ...(isOtherEmail ? { email } : {}),
    ...(form && isOtherAddress ? { shippingAddress: typedAddress(typed, form, known) } : {}),
  };
}

/** Parts for which the country has no field stay as they were read. Empty ones are those that the graph wants in any case. */
function typedAddress(typed: Typed, { country, fields }: AddressForm, known: Texts): AddressInput {
  const used = fields.flatMap(({ name }): [string, string][] => {
    const text = typed(name).trim();
    return text === "" ? [] : [[name, text]];
  });
  const unshown = Object.entries(known).filter(([name]) => fields.every((field) => field.name !== name));
  const empty = { lastName: "", line1: "", city: "", postalCode: "" };
  return { ...empty, ...Object.fromEntries(unshown), ...Object.fromEntries(used), country };
}
