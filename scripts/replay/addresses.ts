/** Where a customer's bills go: the file knows a country and nothing else. */
import type { Invoice } from "./invoices.ts";

/** ISO codes of the countries as the file names them. Two of its names are no countries: they stand for the shop's own. */
const codes: Readonly<Record<string, string>> = {
  Australia: "AU",
  Austria: "AT",
  Bahrain: "BH",
  Belgium: "BE",
  Brazil: "BR",
  Canada: "CA",
  "Channel Islands": "JE",
  Cyprus: "CY",
  "Czech Republic": "CZ",
  Denmark: "DK",
  EIRE: "IE",
  "European Community": "GB",
  Finland: "FI",
  France: "FR",
  Germany: "DE",
  Greece: "GR",
  "Hong Kong": "HK",
  Iceland: "IS",
  Israel: "IL",
  Italy: "IT",
  Japan: "JP",
  Lebanon: "LB",
  Lithuania: "LT",
  Malta: "MT",
  Netherlands: "NL",
  Norway: "NO",
  Poland: "PL",
  Portugal: "PT",
  RSA: "ZA",
  "Saudi Arabia": "SA",
  Singapore: "SG",
  Spain: "ES",
  Sweden: "SE",
  Switzerland: "CH",
  USA: "US",
  "United Arab Emirates": "AE",
  "United Kingdom": "GB",
  Unspecified: "GB",
};

/** The billing address of an invoice. Its first line names the invoice, which is how the verifier finds the order. */
export function billingAddressOf({ number, customer, country }: Invoice) {
  const code = codes[country];
  if (code === undefined) throw new Error(`Invoice ${number}: no country is known as "${country}".`);
  return { name: `Customer ${customer}`, line1: `Invoice ${number}`, city: country, postalCode: "", country: code };
}
