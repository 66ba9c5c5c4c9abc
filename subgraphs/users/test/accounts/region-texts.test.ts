/** Regions without a code of ISO 3166-2 in the address book. */
import { users as contract } from "@hansa/contracts/users";
import { callPeer } from "@hansa/kit/rpc";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createAccount, readField, shop } from "../support/shop.ts";

const home = { lastName: "Ada", line1: "Street 1", city: "London", postalCode: "SW1A 1AA", country: "GB" };
const saving = `mutation ($input: AddressSaveInput!) {
  addressSave(input: $input) {
    __typename
    ... on AddressSaved { address { id country region regionName } }
    ... on ValidationError { problems { path code } }
  }
}`;

test("a region without a code is kept as typed where the country needs none, and a code replaces it", async () => {
  const s = await shop();
  const account = await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const save = async (input: Record<string, unknown>) =>
    readField(await s.query(saving, { input: { ...home, ...input } }, userWith(account.id)), "addressSave");
  const saved = await save({ region: " Greater London " });
  expect(saved).toMatchObject({ address: { country: "GB", region: null, regionName: "Greater London" } });
  expect(await save({ country: "HK", city: "", postalCode: "", region: "Kowloon" })).toMatchObject({
    address: { country: "HK", region: null, regionName: "Kowloon" },
  });
  const { id } = Object(saved).address;
  const { address } = await callPeer(s.peer, contract.addressSnapshot, { userId: account.id, addressId: id });
  expect(address).toMatchObject({ region: null, regionText: "Greater London" });
  expect(await save({ id, region: "Cumbria" })).toMatchObject({
    address: { id, region: "GB-CMA", regionName: "Cumbria" },
  });
  expect(await save({ id, region: null })).toMatchObject({ address: { id, region: null, regionName: null } });
  expect(await save({ country: "US", postalCode: "94103", region: "Kalifornien-Nord" })).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "region"], code: "UNKNOWN" }],
  });
});

test.each([
  ["CN", "上海市", "200001", "CN-SH"],
  ["RU", "Москва", "101000", "RU-MOW"],
  ["ID", "DKI Jakarta", "10110", "ID-JK"],
  ["IN", "New Delhi", "110001", "IN-DL"],
  ["ES", "La Coruña", "15001", "ES-C"],
  ["ES", "Gerona", "17001", "ES-GI"],
  ["ES", "Baleares", "07001", "ES-PM"],
  ["IT", "Monza", "20900", "IT-MB"],
  ["AU", "A.C.T.", "2600", "AU-ACT"],
  ["BR", "Distrito Federal", "70000-000", "BR-DF"],
  ["MX", "Distrito Federal", "06000", "MX-CMX"],
])("in %s the region %s is known as people write it", async (country, region, postalCode, code) => {
  const s = await shop();
  const account = await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const input = { ...home, country, region, postalCode };
  expect(readField(await s.query(saving, { input }, userWith(account.id)), "addressSave")).toMatchObject({
    address: { country, region: code },
  });
});
