/** Address book, and the snapshots that orders stores of it. */

import { createSecretKey } from "node:crypto";
import { processes } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing, outgoingKeys, type Viewer } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createAccount, readField, type Shop, shop } from "../support/shop.ts";

const home = { lastName: "Ada", line1: "Street 1", city: "Berlin", postalCode: "10115", country: "DE" };
const notThere = { __typename: "NotFoundError", code: "NOT_FOUND", path: ["input", "id"] };

const refusals = `... on UserError { code path } ... on ValidationError { problems { path code } }`;
const saving = `mutation ($input: AddressSaveInput!) {
  addressSave(input: $input) {
    __typename
    ... on AddressSaved { address { id firstName lastName name company vatId line1 line2 region phone country } user { addresses { name } defaultShippingAddress { name } } }
    ${refusals}
  }
}`;
const deleting = `mutation ($input: AddressDeleteInput!) {
  addressDelete(input: $input) {
    __typename
    ... on AddressDeleted { id user { addresses { name } defaultShippingAddress { name } } }
    ... on UserError { code path }
  }
}`;

async function save(s: Shop, viewer: Viewer, input: Record<string, unknown>) {
  return readField(await s.query(saving, { input: { ...home, ...input } }, viewer), "addressSave");
}

async function remove(s: Shop, viewer: Viewer, id: string) {
  return readField(await s.query(deleting, { input: { id } }, viewer), "addressDelete");
}

async function adasShop() {
  const s = await shop();
  const ada = await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const eve = await createAccount(s, { email: "eve@hansa.example", passwordHash: "none" });
  return { s, ada: userWith(ada.id), eve: userWith(eve.id), adaId: ada.id, eveId: eve.id };
}

function idIn(saved: unknown): string {
  const address = typeof saved === "object" && saved !== null ? Reflect.get(saved, "address") : undefined;
  if (typeof address?.id !== "string") throw new Error(`nothing was saved: ${JSON.stringify(saved)}`);
  return address.id;
}

test("the first address is the default, and another one only on request", async () => {
  const { s, ada } = await adasShop();
  expect(await save(s, ada, { lastName: "Home", line2: "  ", phone: " 030 " })).toEqual({
    __typename: "AddressSaved",
    address: {
      id: expect.stringMatching(/^addr_/),
      firstName: null,
      lastName: "Home",
      name: "Home",
      company: null,
      vatId: null,
      line1: "Street 1",
      line2: null,
      region: null,
      phone: "030",
      country: "DE",
    },
    user: { addresses: [{ name: "Home" }], defaultShippingAddress: { name: "Home" } },
  });
  await s.runtime.advance(1);
  expect(await save(s, ada, { lastName: "Work" })).toMatchObject({
    user: { addresses: [{ name: "Home" }, { name: "Work" }], defaultShippingAddress: { name: "Home" } },
  });
  await s.runtime.advance(1);
  expect(await save(s, ada, { lastName: "Boat", makeDefault: true })).toMatchObject({
    user: {
      addresses: [{ name: "Boat" }, { name: "Home" }, { name: "Work" }],
      defaultShippingAddress: { name: "Boat" },
    },
  });
});

test("saving with an id replaces the address as a whole, and keeps the default", async () => {
  const { s, ada } = await adasShop();
  const id = idIn(await save(s, ada, { lastName: "Home", line2: "2nd floor" }));
  expect(await save(s, ada, { id, lastName: "New home" })).toMatchObject({
    address: { id, name: "New home", line2: null },
    user: { addresses: [{ name: "New home" }], defaultShippingAddress: { name: "New home" } },
  });
});

test("removing the default makes the oldest remaining address the default", async () => {
  const { s, ada } = await adasShop();
  const ids: string[] = [];
  for (const name of ["Home", "Work", "Boat"]) {
    ids.push(idIn(await save(s, ada, { lastName: name })));
    await s.runtime.advance(1);
  }
  const [first = "", work = "", boat = ""] = ids;
  expect(await remove(s, ada, first)).toEqual({
    __typename: "AddressDeleted",
    id: first,
    user: { addresses: [{ name: "Work" }, { name: "Boat" }], defaultShippingAddress: { name: "Work" } },
  });
  await remove(s, ada, boat);
  expect(await remove(s, ada, work)).toMatchObject({ user: { addresses: [], defaultShippingAddress: null } });
  expect(await remove(s, ada, work)).toEqual(notThere);
});

test("another person's address is not found, and stays unchanged", async () => {
  const { s, ada, eve } = await adasShop();
  const id = idIn(await save(s, ada, { lastName: "Home" }));
  expect(await save(s, eve, { id, lastName: "Mine now" })).toEqual(notThere);
  expect(await save(s, eve, { id: "addr_none" })).toEqual(notThere);
  expect(await remove(s, eve, id)).toEqual(notThere);
  expect(await save(s, ada, { id })).toMatchObject({ __typename: "AddressSaved" });
});

test("two changes in one request each return the address book after their own change", async () => {
  const { s, ada } = await adasShop();
  const response = await s.query(
    `mutation ($a: AddressSaveInput!, $b: AddressSaveInput!) {
      a: addressSave(input: $a) { ... on AddressSaved { user { addresses { name } } } }
      b: addressSave(input: $b) { ... on AddressSaved { user { addresses { name } } } }
    }`,
    { a: { ...home, lastName: "A" }, b: { ...home, lastName: "B", makeDefault: true } },
    ada,
  );
  expect(response.data).toEqual({
    a: { user: { addresses: [{ name: "A" }] } },
    b: { user: { addresses: [{ name: "B" }, { name: "A" }] } },
  });
});

test("all faults of an address are reported at once, in the order of the input", async () => {
  const { s, ada } = await adasShop();
  const wrong = { lastName: " ", line1: "x".repeat(201), city: "x".repeat(101), postalCode: "1".repeat(21) };
  expect(await save(s, ada, wrong)).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "lastName"], code: "EMPTY" },
      { path: ["input", "line1"], code: "TOO_LONG" },
      { path: ["input", "city"], code: "TOO_LONG" },
      { path: ["input", "postalCode"], code: "TOO_LONG" },
    ],
  });
});

test("an address with control characters is refused, each field by name", async () => {
  const { s, ada } = await adasShop();
  expect(await save(s, ada, { city: "Ber\nlin", lastName: "Ada\u202eecnalovoL" })).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "lastName"], code: "FORMAT" },
      { path: ["input", "city"], code: "FORMAT" },
    ],
  });
});

test("an address is stored in the form of its country, with the company and its VAT id", async () => {
  const { s, ada } = await adasShop();
  const typed = { firstName: " Ada ", lastName: "Brandis", company: "Fenwarp", vatId: "nl 123456789 b13" };
  const office = { country: "US", region: "california ", postalCode: "94103 1234", city: "San Francisco" };
  const response = await s.query(
    `mutation ($input: AddressSaveInput!) {
      addressSave(input: $input) { ... on AddressSaved { address { name company vatId region regionName postalCode } } }
    }`,
    { input: { ...home, ...typed, ...office } },
    ada,
  );
  expect(readField(response, "addressSave")).toEqual({
    address: {
      name: "Ada Brandis",
      company: "Fenwarp",
      vatId: "NL123456789B13",
      region: "US-CA",
      regionName: "California",
      postalCode: "94103-1234",
    },
  });
});

test("a region, a postal code and a VAT id that the country does not have are refused", async () => {
  const { s, ada } = await adasShop();
  expect(await save(s, ada, { country: "US", region: "Kent", postalCode: "SW1A 1AA", vatId: "DE1" })).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "vatId"], code: "FORMAT" },
      { path: ["input", "region"], code: "UNKNOWN" },
      { path: ["input", "postalCode"], code: "FORMAT" },
    ],
  });
  const unassigned = await s.query(saving, { input: { ...home, country: "ZZ" } }, ada);
  expect(unassigned.errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

test("the number of addresses is limited", async () => {
  const { s, ada } = await adasShop();
  for (let count = 0; count < 50; count += 1) await save(s, ada, {});
  expect(await save(s, ada, {})).toMatchObject({ __typename: "ValidationError", problems: [{ code: "TOO_MANY" }] });
});

test("a viewer whose account was erased has to sign in again", async () => {
  const s = await shop();
  const response = await s.query(saving, { input: home }, userWith("user_gone"));
  expect(response.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
});

test("orders copies an address of the named customer only", async () => {
  const { s, ada, adaId, eveId } = await adasShop();
  const addressId = idIn(await save(s, ada, { lastName: "Home", region: "BE" }));
  const absent = { firstName: null, company: null, vatId: null, line2: null, phone: null };
  const copy = { ...home, ...absent, lastName: "Home", region: "DE-BE" };
  expect(await callPeer(s.peer, contract.addressSnapshot, { userId: adaId, addressId })).toEqual({ address: copy });
  expect(await callPeer(s.peer, contract.addressSnapshot, { userId: eveId, addressId })).toEqual({ address: null });
  expect(await callPeer(s.peer, contract.addressSnapshot, { userId: adaId, addressId: "addr_none" })).toEqual({
    address: null,
  });
});

test("orders gets the e-mail address of a customer", async () => {
  const { s, adaId } = await adasShop();
  expect(await callPeer(s.peer, contract.contact, { userId: adaId })).toEqual({
    contact: { email: "ada@hansa.example", isVerified: true, displayName: "Ada" },
  });
  expect(await callPeer(s.peer, contract.contact, { userId: "user_none" })).toEqual({ contact: null });
});

test("only orders may ask, and only with its signature", async () => {
  const { s, adaId } = await adasShop();
  const payments = { ...s.peer, ring: developmentRing("payments", processes) } as const;
  await expect(callPeer(payments, contract.contact, { userId: adaId })).rejects.toThrow(/answered 403/);
  const orders = developmentRing("orders", processes);
  const [{ id }] = outgoingKeys(orders, "users");
  const guessed = new Map(orders.current.outgoing).set("users", [
    { id, secret: createSecretKey(Buffer.from("guessed")) },
  ]);
  const forged = { ...s.peer, ring: { ...orders, current: { ...orders.current, outgoing: guessed } } } as const;
  const unheard = { extensions: { code: "SUBGRAPH_UNAVAILABLE" } };
  await expect(callPeer(forged, contract.contact, { userId: adaId })).rejects.toMatchObject(unheard);
});
