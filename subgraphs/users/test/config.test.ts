/** Configurations with which users refuses to start. */
import { processes } from "@hansa/contracts/processes";
import { ConfigError } from "@hansa/kit/runtime";
import { ownKeys } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

const production = {
  HANSA_ENV: "production",
  HANSA_USERS_SECRET: "5f1c0a9e3b7d42868c6e1f90ab34d7e2",
  ...ownKeys("users", processes),
};

test("nothing is required in development", () => {
  const config = readConfig({});
  expect(config.ports).toEqual({ graph: 4002, internal: 4012 });
  expect(config.rules).toEqual({
    publicUrl: "http://127.0.0.1:4000",
  });
  expect(config.mail).toMatchObject({ smtpUrl: undefined, folder: ".data/users/mail", printLinks: true });
});

test("links use the configured port of the shop", () => {
  expect(readConfig({ HANSA_PORT: "6300" }).rules.publicUrl).toBe("http://127.0.0.1:6300");
});

test("every invalid variable is reported at once", () => {
  const wrong = {
    HANSA_PUBLIC_URL: "ftp://x",
    HANSA_STOREFRONT_URL: "shop",
    HANSA_SMTP_URL: "http://mail",
  };
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  for (const name of Object.keys(wrong)) expect(() => readConfig(wrong)).toThrow(name);
});

test("production refuses the secret of this repository, and prints no links", () => {
  expect(() => readConfig({ HANSA_ENV: "production" })).toThrow(/HANSA_KEYS_FILE[\s\S]*HANSA_USERS_SECRET/);
  const config = readConfig({ ...production, HANSA_SMTP_URL: "smtp://mail.example" });
  expect(config.mail.printLinks).toBe(false);
});

test("production writes e-mails to a folder only if configured to", () => {
  expect(() => readConfig(production)).toThrow("HANSA_SMTP_URL");
  expect(readConfig({ ...production, HANSA_MAIL_FOLDER: "/srv/mail" }).mail).toMatchObject({
    smtpUrl: undefined,
    folder: "/srv/mail",
    printLinks: false,
  });
});
