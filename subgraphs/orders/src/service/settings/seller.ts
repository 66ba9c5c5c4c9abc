/** Seller details: reads and validates name, address, VAT id, accounting time zone, reverse charge and invoice retention. */
import { type PlaceInput, readPlace } from "@hansa/commerce/address/postal-address";
import { type Territory, territoryOf } from "@hansa/commerce/address/territories";
import { readVatId } from "@hansa/commerce/address/vat-ids";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import type { Settings } from "../../store/settings/settings.ts";
import { checkText } from "./validation.ts";

type Seller = Pick<
  Settings,
  "legalName" | "legalAddress" | "vatId" | "timeZone" | "reverseCharge" | "reverseChargeCheck" | "invoiceRetentionYears"
>;
type SellerReading = { change: Partial<Seller>; problems: InputProblem[] };

const maxNameLength = 200;
const maxYears = 100;

/** Reads the seller from the input: the changes in their stored form, and all problems. */
export function readSeller(before: Settings, input: ShopSettingsUpdateInput): SellerReading {
  const country = (input.legalAddress ?? before.legalAddress)?.country ?? input.country ?? before.country;
  const name = readName(input.legalName);
  const address = readAddress(input.legalAddress);
  const vatId = readSellerVatId(country, input.vatId);
  const timeZone = readTimeZone(input.timeZone);
  const { reverseCharge, reverseChargeCheck, invoiceRetentionYears: years } = input;
  const change: Partial<Seller> = {
    ...name.change,
    ...address.change,
    ...vatId.change,
    ...timeZone.change,
    ...(typeof reverseCharge === "boolean" ? { reverseCharge } : {}),
    ...(reverseChargeCheck ? { reverseChargeCheck } : {}),
    ...(typeof years === "number" ? { invoiceRetentionYears: years } : {}),
  };
  const problems = [name, address, vatId, timeZone].flatMap((part) => part.problems);
  if (typeof years === "number" && (years < 1 || years > maxYears))
    problems.push(problem("invoiceRetentionYears", "OUT_OF_RANGE", `This is a number of years from 1 to ${maxYears}.`));
  const after = { ...before, ...change };
  if (after.reverseCharge && after.vatId === null)
    problems.push(problem("reverseCharge", "NEEDS_VAT_ID", "Invoices with reverse charge need the seller's VAT id."));
  return { change, problems };
}

/** The postal code of the seller in the shop's country; null if it is not known. */
export function sellerPostalCodeOf({
  country,
  legalAddress,
}: Pick<Settings, "country" | "legalAddress">): string | null {
  return legalAddress?.country === country ? legalAddress.postalCode : null;
}

/** The territory of the shop. */
export function sellerTerritoryOf(settings: Pick<Settings, "country" | "legalAddress">): Territory {
  return territoryOf({ country: settings.country, postalCode: sellerPostalCodeOf(settings) });
}

function readName(name: string | null | undefined): SellerReading {
  if (typeof name !== "string") return { change: name === null ? { legalName: null } : {}, problems: [] };
  return { change: { legalName: name.trim() }, problems: checkText("legalName", name, maxNameLength) };
}

function readAddress(address: PlaceInput | null | undefined): SellerReading {
  if (!address) return { change: address === null ? { legalAddress: null } : {}, problems: [] };
  const { value, problems } = readPlace(address);
  return {
    change: { legalAddress: value },
    problems: problems.map(({ field, code, message }) => problem(`legalAddress.${field}`, code, message)),
  };
}

function readSellerVatId(country: string, text: string | null | undefined): SellerReading {
  if (typeof text !== "string") return { change: text === null ? { vatId: null } : {}, problems: [] };
  const vatId = readVatId(country, text);
  if (vatId !== undefined) return { change: { vatId }, problems: [] };
  return {
    change: {},
    problems: [
      problem(
        "vatId",
        "FORMAT",
        `This is not a VAT id of ${country}, nor of another member state: its form or its check digits are wrong.`,
      ),
    ],
  };
}

function readTimeZone(text: string | null | undefined): SellerReading {
  if (typeof text !== "string") return { change: {}, problems: [] };
  const timeZone = knownTimeZone(text.trim());
  if (timeZone !== undefined) return { change: { timeZone }, problems: [] };
  return { change: {}, problems: [problem("timeZone", "UNKNOWN", "Give an IANA time zone such as Europe/Berlin.")] };
}

/** The name of a time zone as IANA capitalises it; undefined if there is no such zone. Offsets are not accepted. */
function knownTimeZone(text: string): string | undefined {
  if (!/^[a-z]/i.test(text)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions();
    // An older name of a zone resolves to another one: the given name is kept.
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
  } catch {
    return undefined;
  }
}
