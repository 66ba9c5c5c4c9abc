/** The buyers of an owner's month, by the places where tax differs: consumers, and companies with a VAT id. */
import type { AddressInput } from "@hansa/client/generated/graphql";

const switzerland: AddressInput = {
  ...{ firstName: "Reto", lastName: "Keller", line1: "Kai 1", city: "Zürich", postalCode: "8001", country: "CH" },
};
export const company: AddressInput = {
  ...{ lastName: "Huber", company: "Huber GmbH", vatId: "ATU13585627" },
  ...{ line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" },
};
const vienna: AddressInput = { ...company, company: null, vatId: null };
/** The sandbox's register is away for ids that end in 3, and knows those that end in 1. */
export const unknown: AddressInput = { ...company, vatId: "ATU13585093" };
export const knownVatId = "ATU13585011";
const monaco: AddressInput = {
  ...{ firstName: "Ines", lastName: "Roux", line1: "Avenue 1", city: "Monaco", postalCode: "98000", country: "MC" },
};
const belfast: AddressInput = {
  ...{ firstName: "Orla", lastName: "Byrne", line1: "1 Quay", city: "Belfast", postalCode: "BT1 5GS", country: "GB" },
};
const tenerife: AddressInput = {
  ...{ firstName: "Luz", lastName: "Mora", line1: "Calle 1", city: "Santa Cruz", postalCode: "38001" },
  ...{ region: "ES-TF", country: "ES" },
};

/** Consumers, by their place. */
export const consumers = { switzerland, vienna, monaco, belfast, tenerife };
