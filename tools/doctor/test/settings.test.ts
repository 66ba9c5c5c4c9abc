/** The doctor reports a choice of payment providers with which the payments service refuses to start. */
import { afterEach, expect, test, vi } from "vitest";
import { registrations } from "../../../subgraphs/payments/src/providers/registrations.mjs";
import { checkProviders } from "../settings.mjs";

const environments = ["development", "production"];
const all = Object.keys(registrations).join(",");
const required = Object.values(registrations).flatMap((registration) => registration.required);
const advice = "Copy them from the provider's website: docs/payments.md says where.";

afterEach(() => vi.unstubAllEnvs());

/** Gives the doctor these settings, and every required one that they leave out. */
function checkWith(environment: string, settings: Readonly<Record<string, string>>) {
  vi.stubEnv("HANSA_ENV", environment);
  const set = Object.fromEntries(required.map((name) => [name, "a".repeat(40)]));
  for (const [name, value] of Object.entries({ ...set, ...settings })) vi.stubEnv(name, value);
  return checkProviders();
}

test.each(environments)("in %s the doctor names each missing setting of a payment provider", (environment) => {
  expect(required.length).toBeGreaterThan(1);
  expect(checkWith(environment, { HANSA_PAYMENT_PROVIDERS: all })).toMatchObject({ verdict: "ok" });
  for (const name of required) {
    const { verdict, found, advice: given } = checkWith(environment, { HANSA_PAYMENT_PROVIDERS: all, [name]: "" });
    expect([verdict, found.split(": ")[1], given]).toEqual(["wrong", name, advice]);
  }
  const none = Object.fromEntries(required.map((name) => [name, ""]));
  const finding = checkWith(environment, { HANSA_PAYMENT_PROVIDERS: all, ...none });
  expect(finding.found.split(": ")[1]).toBe(required.join(", "));
  expect(checkWith(environment, { HANSA_PAYMENT_PROVIDERS: "sandbox", ...none })).toMatchObject({ verdict: "ok" });
});

test("a provider that does not exist is named everywhere, a missing choice in production", () => {
  for (const environment of environments)
    expect(checkWith(environment, { HANSA_PAYMENT_PROVIDERS: "stripe,pal" }).found).toContain("stripe,pal");
  expect(checkWith("development", { HANSA_PAYMENT_PROVIDERS: "" })).toMatchObject({ verdict: "ok" });
  const choice = "Set HANSA_PAYMENT_PROVIDERS to one or more of sandbox, stripe.";
  expect(checkWith("production", { HANSA_PAYMENT_PROVIDERS: "" })).toMatchObject({ verdict: "wrong", advice: choice });
});

test("in production a short or public secret of a provider counts as missing", () => {
  const [name = ""] = required;
  for (const secret of ["a".repeat(31), `development-${"a".repeat(40)}`]) {
    const settings = { HANSA_PAYMENT_PROVIDERS: all, [name]: secret };
    expect(checkWith("production", settings)).toMatchObject({ verdict: "wrong", advice });
    expect(checkWith("development", settings)).toMatchObject({ verdict: "ok" });
  }
});
