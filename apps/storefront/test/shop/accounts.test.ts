/** Pure parts of accounts: addresses as the graph wants them, faults and names in the page's language. */
import { expect, test } from "vitest";
import { deviceName } from "../../pages/account/device-name.ts";
import { cardLabel } from "../../shop/account/card-label.ts";
import { accountFaults, tooOftenText, weakPasswordText } from "../../shop/account/refusals.ts";
import { addressFaults } from "../../shop/address/faults.ts";
import { type AddressForm, addressValues, typedAddress } from "../../shop/address/form.ts";

function form(country: string, ...names: string[]): AddressForm {
  const fields = names.map((name) => ({ name, label: name, required: true, maxLength: 100, example: null }));
  return { country, fields, regions: [] };
}

test("an address has the fields of its country only, without blanks around them, and empty ones where the graph needs them", () => {
  const values: Record<string, string> = {
    lastName: " Hopper ",
    line1: "Pier 1",
    postalCode: "20457",
    region: "US-CA",
    phone: " ",
  };
  expect(typedAddress(form("HK", "lastName", "line1", "phone"), (name) => values[name] ?? "")).toEqual({
    lastName: "Hopper",
    line1: "Pier 1",
    city: "",
    postalCode: "",
    country: "HK",
  });
});

test("the texts of a known address fill the form", () => {
  expect(addressValues({ lastName: "Hopper", line2: null, country: "DE" })).toEqual({
    lastName: "Hopper",
    country: "DE",
  });
  expect(addressValues(null)).toEqual({});
});

test("faults stand beside their fields, in the language of the page", () => {
  const problems = [
    { path: ["input", "shippingAddress", "postalCode"], code: "FORMAT", message: "in English" },
    { path: ["input", "email"], code: "FORMAT", message: "in English" },
    { path: ["input", "vatId"], code: "CHECK_DIGITS", message: "in English" },
  ];
  expect([...addressFaults(problems, "de")]).toEqual([
    ["postalCode", "Das hat nicht die Form, die in diesem Land üblich ist."],
    ["email", "Das ist keine E-Mail-Adresse."],
    ["vatId", "in English"],
  ]);
  const names = [{ path: ["input", "displayName"], code: "RESERVED", message: "in English" }];
  expect(accountFaults(names, "en").get("displayName")).toBe("This name is the shop's. Choose another one.");
});

test("a password is too short or easy to guess; waits are told in whole minutes, at least one", () => {
  expect(weakPasswordText({ minimumLength: 9, guessable: false }, "en")).toContain("at least 9 characters");
  expect(weakPasswordText({ minimumLength: 9, guessable: true }, "en")).toContain("easy to guess");
  expect([0, 60_000, 60_001].map((ms) => tooOftenText(ms, "en"))).toEqual([
    "Too many attempts. Try again in a minute.",
    "Too many attempts. Try again in a minute.",
    "Too many attempts. Try again in 2 minutes.",
  ]);
});

test("a saved card is named by its brand and last digits", () => {
  const visa = { label: "Visa ending in 4242", brand: "visa", last4: "4242" };
  expect(cardLabel(visa, "de")).toBe("Visa mit den Endziffern 4242");
  expect(cardLabel({ label: "PayPal" }, "de")).toBe("PayPal");
  expect(cardLabel(null, "de")).toBe("Karte");
});

test.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Chrome, Linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    "Edge, Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari, iPhone",
  ],
  ["Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0", "Firefox, Android"],
  ["curl/8.9.1", "curl/8.9.1"],
  [null, null],
])("%s is %s", (introduction, name) => {
  expect(deviceName(introduction)).toBe(name);
});
