/** A postal address: a line for each part that it has. */
import { formatCountry } from "@hansa/front/format";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("addressLines")[language];

type PostalAddress = {
  name: string | null;
  company: string | null;
  vatId: string | null;
  line1: string | null;
  line2: string | null;
  postalCode: string | null;
  city: string | null;
  regionName: string | null;
  country: string;
  phone: string | null;
};

export function AddressLines({ address }: { address: PostalAddress }) {
  return <p className="whitespace-pre-line wrap-anywhere">{linesOf(address)}</p>;
}

/** Whether both are written alike. */
export function isSameAddress(one: PostalAddress, other: PostalAddress): boolean {
  return linesOf(one) === linesOf(other);
}

function linesOf(address: PostalAddress): string {
  const { name, company, vatId, line1, line2, postalCode, city, regionName, country, phone } = address;
  const town = [postalCode, city].filter(Boolean).join(" ");
  const lines = [company, name, line1, line2, town, regionName, formatCountry(country, language), phone];
  return [...lines, vatId ? texts.vatId(vatId) : null].filter(Boolean).join("\n");
}
