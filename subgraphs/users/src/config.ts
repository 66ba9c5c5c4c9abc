/** What users reads from the environment, and nothing else of the service does. */
import { join } from "node:path";
import {
  commonVariables,
  crashOf,
  developmentSecret,
  innerOrigins,
  innerUrlVariables,
  mailOptions,
  mailVariables,
  portsOf,
  readEnvironment,
  readKeyRing,
  secretList,
} from "@hansa/kit/config";
import { z } from "zod";

const hour = 60 * 60 * 1_000;

const variables = {
  ...commonVariables,
  ...innerUrlVariables,
  ...mailVariables,
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_SHOP_NAME: z.string().default("Hansa"),
  HANSA_TEMPLATES: z.string().optional(),
  HANSA_USERS_SECRET: secretList.default([developmentSecret]),
  HANSA_KEY_ROTATION_HOURS: z.coerce.number().min(1).max(8_760).default(720),
};

/** The rules of the shop that its owner sets. */
export type Rules = {
  /** How the shop is reached from outside, without a slash at its end; links to exports begin with it. */
  publicUrl: string;
  /** The storefront, without a slash at its end; links to its pages begin with it. Undefined: mail carries codes instead. */
  storefrontUrl: string | undefined;
  /** How long a key signs access tokens before the next one does, in milliseconds. */
  keyRotationMs: number;
  /** What the shop is called until orders tells. */
  shopName: string;
};

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks everything. Throws a ConfigError that names each variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, ["HANSA_USERS_SECRET"], {}, "users");
  const rules: Rules = {
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    storefrontUrl: read.HANSA_STOREFRONT_URL?.replace(/\/+$/, ""),
    keyRotationMs: read.HANSA_KEY_ROTATION_HOURS * hour,
    shopName: read.HANSA_SHOP_NAME,
  };
  return {
    host: read.HANSA_HOST,
    ports: portsOf("users", read),
    innerOrigins: innerOrigins(read),
    ring: readKeyRing("users", environment),
    /** The newest first: it makes tokens and seals, all are accepted. */
    secrets: read.HANSA_USERS_SECRET,
    logLevel: read.HANSA_LOG_LEVEL,
    unmaskErrors: read.HANSA_UNMASK_ERRORS,
    crash: crashOf(read),
    storeFile: join(read.HANSA_DATA, "users.db"),
    mail: mailOptions(read),
    /** The folder of the owner's own templates. */
    templates: read.HANSA_TEMPLATES,
    rules,
  };
}

/** What a command reads that needs the store and nothing else, so that it runs without the secrets of the service. */
export function readStoreFile(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(readEnvironment(commonVariables, environment, []).HANSA_DATA, "users.db");
}
