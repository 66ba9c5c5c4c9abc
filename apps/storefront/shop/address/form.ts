/** Forms of addresses: the shop describes the fields of each country. */
import type { Typed } from "@hansa/front/islands";
import type { AddressFormFragment as AddressForm, AddressInput } from "../../generated/graphql.ts";
import { getFragmentData, graphql } from "../../generated/index.ts";
import { graph } from "../graph.ts";

export type { AddressForm };

/** The texts of an address, by the name of the field. */
export type AddressValues = Readonly<Record<string, string>>;

export const AddressFormatFragment = graphql(`
  fragment AddressForm on AddressFormat {
    country
    fields { name label required maxLength example }
    regions { code name }
  }
`);

const AddressFormatDocument = graphql(`
  query StorefrontAddressFormat($country: CountryCode!, $language: String!) {
    addressFormat(country: $country, language: $language) { ...AddressForm }
  }
`);

/** The form of an address in a country. Throws while it cannot be read. */
export async function readAddressForm(country: string, language: string): Promise<AddressForm> {
  const { data } = await graph.send(AddressFormatDocument, { country, language });
  if (!data?.addressFormat) throw new Error("the form cannot be read");
  return getFragmentData(AddressFormatFragment, data.addressFormat);
}

/** The texts of an address that is known, to change them in a form. */
export function addressValues(address: object | null): AddressValues {
  const entries = Object.entries(address ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** The address that was typed: fields that the country does not use are empty, as the graph wants them. */
export function typedAddress({ country, fields }: AddressForm, typed: Typed): AddressInput {
  const used = fields.flatMap(({ name }): [string, string][] => {
    const value = typed(name).trim();
    return value ? [[name, value]] : [];
  });
  return { lastName: "", line1: "", city: "", postalCode: "", ...Object.fromEntries(used), country };
}
