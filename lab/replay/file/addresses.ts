/** Billing addresses of customers, made from the country, which is all that the file has. */
import type { Invoice } from "./invoices.ts";

type Place = { country: string; postalCode: string; region?: string };

/**
 * The countries as the file names them, each with the postal code and region of a large town, where its addresses need them. Two of the names are
 * no countries: they stand for the shop's own.
 */
const places: Readonly<Record<string, Place>> = {
  Australia: { country: "AU", postalCode: "2000", region: "NSW" },
  Austria: { country: "AT", postalCode: "1010" },
  Bahrain: { country: "BH", postalCode: "" },
  Belgium: { country: "BE", postalCode: "1000" },
  Brazil: { country: "BR", postalCode: "01310-100", region: "SP" },
  Canada: { country: "CA", postalCode: "M5H 2N2", region: "ON" },
  "Channel Islands": { country: "JE", postalCode: "JE2 3XP" },
  Cyprus: { country: "CY", postalCode: "1010" },
  "Czech Republic": { country: "CZ", postalCode: "110 00" },
  Denmark: { country: "DK", postalCode: "1050" },
  EIRE: { country: "IE", postalCode: "" },
  "European Community": { country: "GB", postalCode: "EC1A 1BB" },
  Finland: { country: "FI", postalCode: "00100" },
  France: { country: "FR", postalCode: "75001" },
  Germany: { country: "DE", postalCode: "10115" },
  Greece: { country: "GR", postalCode: "105 57" },
  "Hong Kong": { country: "HK", postalCode: "" },
  Iceland: { country: "IS", postalCode: "101" },
  Israel: { country: "IL", postalCode: "" },
  Italy: { country: "IT", postalCode: "00118", region: "RM" },
  Japan: { country: "JP", postalCode: "100-0001", region: "13" },
  Lebanon: { country: "LB", postalCode: "" },
  Lithuania: { country: "LT", postalCode: "01100" },
  Malta: { country: "MT", postalCode: "" },
  Netherlands: { country: "NL", postalCode: "1011 AB" },
  Norway: { country: "NO", postalCode: "0150" },
  Poland: { country: "PL", postalCode: "00-001" },
  Portugal: { country: "PT", postalCode: "1000-001" },
  RSA: { country: "ZA", postalCode: "0001" },
  "Saudi Arabia": { country: "SA", postalCode: "" },
  Singapore: { country: "SG", postalCode: "018956" },
  Spain: { country: "ES", postalCode: "28001", region: "M" },
  Sweden: { country: "SE", postalCode: "111 20" },
  Switzerland: { country: "CH", postalCode: "8001" },
  USA: { country: "US", postalCode: "10001", region: "NY" },
  "United Arab Emirates": { country: "AE", postalCode: "", region: "DU" },
  "United Kingdom": { country: "GB", postalCode: "EC1A 1BB" },
  Unspecified: { country: "GB", postalCode: "EC1A 1BB" },
};

/** The countries that invoices go to. */
export const billingCountries: readonly string[] = [...new Set(Object.values(places).map(({ country }) => country))];

/** The billing address of an invoice. Its first line names the invoice, which is how the verifier finds the order. */
export function billingAddressOf({ number, customer, country }: Invoice) {
  const place = places[country];
  if (place === undefined) throw new Error(`Invoice ${number}: no country is known as "${country}".`);
  return { firstName: "Customer", lastName: customer, line1: `Invoice ${number}`, city: country, ...place };
}
