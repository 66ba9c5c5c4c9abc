/** The doctor finds fault with the configuration of payment providers and with keys exactly where a process refuses to start. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { processes } from "@hansa/contracts/processes";
import { ownKeys } from "@hansa/kit/testing";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { readConfig } from "../../../subgraphs/payments/src/config.ts";
import { registrations } from "../../../subgraphs/payments/src/providers/registrations.mjs";
import { checkProviders, checkSecrets } from "../../doctor/config.mjs";
import { createProductionKeys } from "../../host/keys/creation.ts";
import { keysFile } from "../../host/keys/key-folder.ts";

type Config = Readonly<Record<string, string>>;

const environments = ["development", "production"];
const all = Object.keys(registrations).join(",");
const advice = "Copy them from the provider's website: docs/owners/payments.md says where.";
/** The publishable key is of the same mode. */
const stripe = (mode: string, key: string, secret: string, url = ""): Config => ({
  HANSA_PAYMENT_PROVIDERS: "stripe",
  HANSA_STRIPE_SECRET_KEY: key && [mode, key].join("_"),
  HANSA_STRIPE_PUBLISHABLE_KEY: key && [mode.includes("live") ? "pk_live" : "pk_test", key].join("_"),
  HANSA_STRIPE_WEBHOOK_SECRET: secret && ["whsec", secret].join("_"),
  HANSA_STRIPE_URL: url,
});
const whole = "x".repeat(24);
const standIn = "http://127.0.0.1:4016";

afterEach(() => vi.unstubAllEnvs());

/** The variables of payments that the doctor names; none if it calls them right. */
function doctorNames(environment: string, config: Config): string[] {
  vi.stubEnv("HANSA_ENV", environment);
  for (const [name, value] of Object.entries(config)) vi.stubEnv(name, value);
  const { verdict, found, advice: given } = checkProviders();
  expect(verdict === "wrong" ? given : undefined).toBe(verdict === "wrong" ? advice : undefined);
  return verdict === "wrong" ? namesIn(found) : [];
}

/** The variables that payments names when it refuses to start with this configuration. */
function startNames(environment: string, config: Config): string[] {
  const production = {
    HANSA_SANDBOX_WEBHOOK_SECRET: "0123456789abcdef0123456789abcdef",
    ...ownKeys("payments", processes),
  };
  try {
    readConfig({ HANSA_ENV: environment, ...production, ...config });
    return [];
  } catch (error) {
    return namesIn(String(error));
  }
}

const namesIn = (text: string) => [...new Set(text.match(/HANSA_STRIPE_\w+/g))];

const key = "HANSA_STRIPE_SECRET_KEY";
const publishable = "HANSA_STRIPE_PUBLISHABLE_KEY";
const secret = "HANSA_STRIPE_WEBHOOK_SECRET";
const url = "HANSA_STRIPE_URL";

test.each<[string, Config, string[]]>([
  ["a test key and a secret that were made up", stripe("sk_test", "anything", "anything"), []],
  ["the same beside the stand-in", stripe("sk_test", "anything", "anything", standIn), []],
  ["a restricted test key", stripe("rk_test", whole, whole), []],
  ["a live key", stripe("sk_live", whole, whole), []],
  ["several signing secrets", stripe("rk_live", whole, `${whole}, whsec_${whole}`), []],
  ["nothing", stripe("sk_test", "", ""), [key, publishable, secret]],
  ["a prefix alone", { ...stripe("sk_test", whole, whole), [key]: "sk_test_" }, [key]],
  ["no publishable key", { ...stripe("sk_live", whole, whole), [publishable]: "" }, [publishable]],
  [
    "a publishable key of the other mode",
    { ...stripe("sk_live", whole, whole), [publishable]: `pk_test_${whole}` },
    [publishable],
  ],
  [
    "a secret key in its place",
    { ...stripe("sk_test", whole, whole), [publishable]: `sk_test_${whole}` },
    [publishable],
  ],
  ["a publishable key", stripe("pk_test", whole, whole), [key]],
  ["a key without a mode", stripe("sk", whole, whole), [key]],
  ["a live key that is cut off", { ...stripe("sk_live", whole, whole), [key]: `sk_live_${"x".repeat(23)}` }, [key]],
  ["a live key with a made up secret", stripe("sk_live", whole, "anything"), [secret]],
  ["a secret without its prefix", { ...stripe("sk_test", whole, ""), [secret]: whole }, [secret]],
  ["a live key beside the stand-in", stripe("sk_live", whole, whole, standIn), [url]],
  ["a stand-in without TLS elsewhere", stripe("sk_test", whole, whole, "http://stripe.kontor.example"), [url]],
])("start and doctor agree about %s", (_settings, config, named) => {
  for (const environment of environments) {
    expect(startNames(environment, config), environment).toEqual(named);
    expect(doctorNames(environment, config), environment).toEqual(named);
  }
});

test("a provider that does not exist is named everywhere, a missing choice in production", () => {
  for (const environment of environments) {
    vi.stubEnv("HANSA_ENV", environment);
    vi.stubEnv("HANSA_PAYMENT_PROVIDERS", `${all},pal`);
    expect(checkProviders().found).toContain(`${all},pal`);
  }
  vi.stubEnv("HANSA_PAYMENT_PROVIDERS", "");
  const choice = "Set HANSA_PAYMENT_PROVIDERS to one or more of sandbox, stripe.";
  expect(checkProviders()).toMatchObject({ verdict: "wrong", advice: choice });
  vi.stubEnv("HANSA_ENV", "development");
  expect(checkProviders()).toMatchObject({ verdict: "ok" });
});

test("the doctor reads a key in the file of payments, as payments does", () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-doctor-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  mkdirSync(path.join(data, "keys", "payments"), { recursive: true });
  const lines = Object.entries(stripe("sk_live", whole, whole)).map(([name, value]) => `${name}=${value}`);
  writeFileSync(path.join(data, "keys", "payments", "keys.env"), lines.join("\n"));
  vi.stubEnv("HANSA_DATA", data);
  expect(doctorNames("production", { HANSA_PAYMENT_PROVIDERS: "stripe", [key]: "", [secret]: "" })).toEqual([]);
});

test("in production the doctor names missing files of keys, and a missing secret of API keys", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  vi.stubEnv("HANSA_ENV", "production");
  vi.stubEnv("HANSA_KEYS_FOLDER", folder);
  createProductionKeys(folder, Date.now(), {});
  expect(checkSecrets()).toEqual({ verdict: "ok", found: "all are set" });
  const file = keysFile(folder, "users");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^HANSA_API_KEY_SECRETS=.*$/m, ""));
  const lacksSecret = {
    found: `no secret of API keys in ${folder}`,
    advice: "npm run hansa -- keys create --complete adds it.",
  };
  expect(checkSecrets()).toEqual({ verdict: "wrong", ...lacksSecret });
  rmSync(file);
  expect(checkSecrets()).toMatchObject({ verdict: "wrong", found: `no keys of users in ${folder}` });
});
