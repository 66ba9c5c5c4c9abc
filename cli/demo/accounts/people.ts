/** Customers, guests and staff of the demo shop, from `people.json`. All are invented, and no e-mail to them arrives. */

import type { DemoRole } from "@hansa/client/demo-accounts";
import { type AddressInput, readAddress } from "@hansa/commerce/address/postal-address";
import type { AddressSnapshot } from "@hansa/contracts/users";
import people from "./people.json" with { type: "json" };

export type Person = {
  name: string;
  email: string;
  /** The first is the default. */
  addresses: readonly AddressSnapshot[];
};

/** The display names of the demo accounts, by their role. */
export const colleagues: Readonly<Record<DemoRole, string>> = people.colleagues;

/** The address book of the demo customer. */
export const adasAddresses = people.demoCustomer.map(addressOf);

/** Came as a customer, and stayed to help. */
export const newColleague = personOf(people.newColleague);

/** Customers in the order in which they opened their accounts. */
export const customers = people.customers.map(personOf);

/** Guests: they come without an account, and come back without being known. */
export const guests = people.guests.map(personOf);

/** Companies: they come without an account, and pay no tax. */
export const companies = people.companies.map(personOf);

/** An address as a buyer types it. */
type Typed = Omit<AddressInput, "firstName" | "lastName"> & { name: string };

function personOf(typed: Typed): Person {
  return { name: typed.name, email: emailOf(typed.name), addresses: [addressOf(typed)] };
}

/** A demo shop with an address that is refused is not made. */
function addressOf({ name, ...place }: Typed): AddressSnapshot {
  const [lastName = "", ...first] = name.split(" ").reverse();
  const { value, problems } = readAddress({ ...place, firstName: first.reverse().join(" "), lastName });
  if (problems.length > 0) throw new Error(`the address of ${name}: ${JSON.stringify(problems)}`);
  return value;
}

/** The name in plain small letters, at an address that no mail reaches. */
function emailOf(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").replace(/ø/g, "o").toLowerCase();
  return `${plain.replace(/[^a-z]+/g, ".")}@hansa.example`;
}
