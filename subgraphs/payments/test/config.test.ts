/** Configuration: wrong environment variables are rejected before the service listens. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { processes } from "@hansa/contracts/processes";
import { ConfigError } from "@hansa/kit/runtime";
import { ownKeys } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { publishableKey, testKey, webhookSecrets } from "./support/stripe/candidate.ts";

const own = "0123456789abcdef0123456789abcdef";

test("production refuses the secrets of the repository, naming each", () => {
  expect(() => readConfig({ HANSA_ENV: "production" })).toThrow(ConfigError);
  expect(() => readConfig({ HANSA_ENV: "production", ...ownKeys("payments", processes) })).toThrow(
    "HANSA_SANDBOX_WEBHOOK_SECRET",
  );
  const sandbox = { HANSA_PAYMENT_PROVIDERS: "sandbox", HANSA_SANDBOX_WEBHOOK_SECRET: own };
  expect(
    readConfig({ HANSA_ENV: "production", ...ownKeys("payments", processes), ...sandbox }).sandbox.secrets,
  ).toEqual([own]);
});

test("production requires an explicit provider, so that no sandbox sells goods by mistake", () => {
  const production = { HANSA_ENV: "production", ...ownKeys("payments", processes), HANSA_SANDBOX_WEBHOOK_SECRET: own };
  expect(() => readConfig(production)).toThrow("HANSA_PAYMENT_PROVIDERS");
  expect(readConfig({}).providers).toEqual(["sandbox"]);
});

test("Stripe needs its keys and its webhook secret in every environment, and no secret of the sandbox", () => {
  const stripe = { HANSA_PAYMENT_PROVIDERS: "stripe" };
  expect(() => readConfig(stripe)).toThrow(
    /HANSA_STRIPE_SECRET_KEY[\s\S]*HANSA_STRIPE_PUBLISHABLE_KEY[\s\S]*HANSA_STRIPE_WEBHOOK_SECRET/,
  );
  const given = {
    HANSA_STRIPE_SECRET_KEY: testKey,
    HANSA_STRIPE_PUBLISHABLE_KEY: publishableKey,
    HANSA_STRIPE_WEBHOOK_SECRET: webhookSecrets.join(", "),
    HANSA_ENV: "production",
    ...ownKeys("payments", processes),
  };
  const { providers, stripe: read } = readConfig({ ...stripe, ...given });
  expect(providers).toEqual(["stripe"]);
  expect(read).toEqual({ secretKey: testKey, publishableKey, webhookSecrets, url: undefined });
});

/** The settings of Stripe with keys of one mode. */
function stripeOf(mode: "test" | "live") {
  const [secretKey, publishable] = [testKey, publishableKey].map((key) => key.replace("_test_", `_${mode}_`));
  return {
    HANSA_PAYMENT_PROVIDERS: "stripe",
    HANSA_STRIPE_SECRET_KEY: secretKey,
    HANSA_STRIPE_PUBLISHABLE_KEY: publishable,
    HANSA_STRIPE_WEBHOOK_SECRET: webhookSecrets.join(),
  };
}

test("the publishable key is whole, and of the mode of the secret key: a live shop takes no test key", () => {
  for (const mode of ["test", "live"] as const) expect(readConfig(stripeOf(mode)).providers).toEqual(["stripe"]);
  for (const wrong of [testKey, "pk_test", "pk_live_short", stripeOf("live").HANSA_STRIPE_PUBLISHABLE_KEY])
    expect(() => readConfig({ ...stripeOf("test"), HANSA_STRIPE_PUBLISHABLE_KEY: wrong })).toThrow(
      "HANSA_STRIPE_PUBLISHABLE_KEY",
    );
  for (const wrong of ["", publishableKey])
    expect(() => readConfig({ ...stripeOf("live"), HANSA_STRIPE_PUBLISHABLE_KEY: wrong })).toThrow(
      "HANSA_STRIPE_PUBLISHABLE_KEY",
    );
});

test.each([
  ["the sandbox", {}, false],
  ["Stripe with a test key", stripeOf("test"), false],
  ["a stand-in", { ...stripeOf("test"), HANSA_STRIPE_URL: "http://127.0.0.1:4016" }, false],
  ["Stripe with a live key", stripeOf("live"), true],
])("whether money moves with %s follows from the provider and its key", (_provider, given, takesMoney) => {
  expect(readConfig(given).takesMoney).toBe(takesMoney);
});

test("whether money moves follows from the key in the keys file, which wins over the environment", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-payments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "keys.env");
  const liveKey = testKey.replace("_test_", "_live_");
  const lines = { ...ownKeys("payments", processes), HANSA_STRIPE_SECRET_KEY: liveKey };
  writeFileSync(
    file,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}`)
      .join("\n"),
  );
  const given = { ...stripeOf("live"), HANSA_STRIPE_SECRET_KEY: testKey };
  const read = readConfig({ ...given, HANSA_KEYS_FILE: file });
  expect([read.stripe.secretKey, read.takesMoney]).toEqual([liveKey, true]);
});

test("a fault of the configuration never shows a key", () => {
  const publishable = ["pk", "test", "p".repeat(24)].join("_");
  const wrong = { HANSA_STRIPE_SECRET_KEY: publishable, HANSA_STRIPE_WEBHOOK_SECRET: testKey };
  expect(() => readConfig(wrong)).toThrow(/HANSA_STRIPE_SECRET_KEY[\s\S]*HANSA_STRIPE_WEBHOOK_SECRET/);
  for (const secret of [publishable, testKey]) expect(() => readConfig(wrong)).not.toThrow(secret);
});

test("every invalid variable is reported at once", () => {
  const wrong = { HANSA_SANDBOX_WEBHOOK_SECRET: `${own},short`, HANSA_SANDBOX_WEBHOOK_URL: "nowhere" };
  expect(() => readConfig(wrong)).toThrow(/HANSA_SANDBOX_WEBHOOK_SECRET[\s\S]*HANSA_SANDBOX_WEBHOOK_URL/);
});

test("a key is sent to another address than Stripe's only in test mode, and then to this machine or over TLS", () => {
  const at = (url: string, mode: "test" | "live" = "test") =>
    readConfig({ ...stripeOf(mode), HANSA_STRIPE_URL: url }).stripe.url;
  for (const url of ["http://127.0.0.1:4016", "http://localhost:4016", "https://stripe.kontor.example"])
    expect(at(url)).toBe(url);
  for (const url of ["http://stripe.kontor.example", "https://kontor.example/stripe", "ftp://127.0.0.1", "nowhere"])
    expect(() => at(url)).toThrow("HANSA_STRIPE_URL");
  const live = testKey.replace("test", "live");
  expect(() => at("http://127.0.0.1:4016", "live")).toThrow("only a key of the test mode");
  expect(() => at("http://127.0.0.1:4016", "live")).not.toThrow(live);
  expect(at("", "live")).toBeUndefined();
});
