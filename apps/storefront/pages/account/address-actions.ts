/** Changes of the address book. */
import type { AddressSaveInput, SavedAddressFragment as SavedAddress } from "../../generated/graphql.ts";
import { type FragmentType, getFragmentData } from "../../generated/index.ts";
import { readAccount } from "../../shop/account/account.ts";
import { addressFaults } from "../../shop/address/faults.ts";
import { type AddressForm, AddressFormatFragment } from "../../shop/address/form.ts";
import { graph } from "../../shop/graph.ts";
import type { Language } from "../../shop/texts.ts";
import { AddressDeleteDocument, AddressesDocument, AddressSaveDocument, SavedAddressFragment } from "./documents.ts";

export type { SavedAddress };

export type AddressBook = { addresses: readonly SavedAddress[]; defaultId: string | null };

/** `form` is null while it cannot be read. */
export type OpenedBook = { book: AddressBook; countries: readonly string[]; form: AddressForm | null };

/** `gone`: another device has removed it. */
export type BookOutcome =
  | { kind: "saved"; book: AddressBook }
  | { kind: "faults"; faults: ReadonlyMap<string, string> }
  | { kind: "gone" };

/** Reads it with the form of the likely country: null for a guest. Throws while accounts cannot be reached. */
export async function openAddressBook(country: string, language: Language): Promise<OpenedBook | null> {
  const read = await readAccount(AddressesDocument, { country, language });
  return (
    read && {
      book: bookOf(read.me),
      countries: read.shop?.shipsTo ?? [],
      form: read.addressFormat ? getFragmentData(AddressFormatFragment, read.addressFormat) : null,
    }
  );
}

/** Saves an address. Throws if it is not known whether that was done. */
export async function saveAddress(input: AddressSaveInput, language: Language): Promise<BookOutcome> {
  const { data } = await graph.send(AddressSaveDocument, { input });
  const result = data?.addressSave;
  if (!result) throw new Error("the address was not saved");
  switch (result.__typename) {
    case "AddressSaved":
      return { kind: "saved", book: bookOf(result.user) };
    case "ValidationError":
      return { kind: "faults", faults: addressFaults(result.problems, language) };
    case "NotFoundError":
      return { kind: "gone" };
  }
}

/** Removes an address. Throws if it is not known whether that was done: it may be repeated. */
export async function removeAddress(id: string): Promise<Exclude<BookOutcome, { kind: "faults" }>> {
  const { data } = await graph.send(AddressDeleteDocument, { input: { id } });
  const result = data?.addressDelete;
  if (!result) throw new Error("the address was not removed");
  switch (result.__typename) {
    case "AddressDeleted":
      return { kind: "saved", book: bookOf(result.user) };
    case "NotFoundError":
      return { kind: "gone" };
  }
}

type Owner = {
  addresses: readonly FragmentType<typeof SavedAddressFragment>[] | null;
  defaultShippingAddress: { id: string } | null;
};

function bookOf({ addresses, defaultShippingAddress }: Owner): AddressBook {
  return {
    addresses: getFragmentData(SavedAddressFragment, addresses ?? []),
    defaultId: defaultShippingAddress?.id ?? null,
  };
}
