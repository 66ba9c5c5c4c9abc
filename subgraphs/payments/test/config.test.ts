/** The environment: what is refused before anything listens. */
import { ConfigError } from "@hansa/kit/config";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

const own = "0123456789abcdef0123456789abcdef";

test("production refuses the secrets that stand in the repository, naming each", () => {
  expect(() => readConfig({ HANSA_ENV: "production" })).toThrow(ConfigError);
  expect(() => readConfig({ HANSA_ENV: "production", HANSA_ROOT_SECRET: own })).toThrow("HANSA_SANDBOX_WEBHOOK_SECRET");
  expect(
    readConfig({ HANSA_ENV: "production", HANSA_ROOT_SECRET: own, HANSA_SANDBOX_WEBHOOK_SECRET: own }).sandbox.secrets,
  ).toEqual([own]);
});

test("every variable that is wrong is named at once", () => {
  const wrong = { HANSA_SANDBOX_WEBHOOK_SECRET: `${own},short`, HANSA_SANDBOX_WEBHOOK_URL: "nowhere" };
  expect(() => readConfig(wrong)).toThrow(/HANSA_SANDBOX_WEBHOOK_SECRET[\s\S]*HANSA_SANDBOX_WEBHOOK_URL/);
});
