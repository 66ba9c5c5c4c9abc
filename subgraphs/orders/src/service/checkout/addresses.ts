/** What an address must have before a parcel can be sent to it. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { type InputProblem, problem } from "@hansa/kit/refusals";
import { z } from "zod";
import type { AddressInput } from "../../generated/resolvers.ts";

const email = z.email();

/** Whether mail can be sent to it, as far as its form tells. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && email.safeParse(text.trim()).success;
}

/** Everything that is wrong with an address that was typed; `field` is the input it stands in. */
export function checkAddress(field: string, address: AddressInput): InputProblem[] {
  const needed = { name: address.name, line1: address.line1, city: address.city };
  const empty = Object.entries(needed).flatMap(([name, text]) =>
    text.trim() === "" ? [problem(`${field}.${name}`, "EMPTY", "This is needed.")] : [],
  );
  const long = Object.entries(address).flatMap(([name, text]) =>
    typeof text === "string" && text.length > 200
      ? [problem(`${field}.${name}`, "TOO_LONG", "At most 200 characters.")]
      : [],
  );
  return [...empty, ...long];
}

/** The address as a checkout and its order keep it. */
export function snapshotOf({
  name,
  line1,
  line2,
  city,
  region,
  postalCode,
  country,
  phone,
}: AddressInput): AddressSnapshot {
  return {
    name: name.trim(),
    line1: line1.trim(),
    line2: line2?.trim() ?? null,
    city: city.trim(),
    region: region?.trim() ?? null,
    postalCode: postalCode.trim(),
    country,
    phone: phone?.trim() ?? null,
  };
}
