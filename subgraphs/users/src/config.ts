/** Configuration of users, read from the environment. */
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { findAccessFaults } from "@hansa/kit/server";
import {
  commonVariables,
  developmentSecret,
  mailOptions,
  mailVariables,
  readEnvironment,
  secretList,
  serviceConfig,
  serviceVariables,
  storePlace,
} from "@hansa/kit/service";
import type { StorePlace } from "@hansa/kit/store";
import { z } from "zod";

const variables = {
  ...serviceVariables(processes),
  ...mailVariables,
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_TEMPLATES: z.string().optional(),
  HANSA_USERS_SECRET: secretList.default([developmentSecret]),
};

const databaseOf = "users";

/** Settings of the shop that its owner configures. */
export type Rules = {
  /** The public URL of the shop, without a trailing slash; links to exports begin with it. */
  publicUrl: string;
  /** The URL of the storefront, without a trailing slash; links to its pages begin with it. Undefined: e-mails carry codes instead. */
  storefrontUrl: string | undefined;
};

/** Reads and validates the configuration. Throws a ConfigError that names every invalid variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    secrets: ["HANSA_USERS_SECRET"],
    faultsIn: findAccessFaults,
    removed: removedVariables,
    keysOf: { self: "users", processes },
    databaseOf,
  });
  const rules: Rules = {
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    storefrontUrl: read.HANSA_STOREFRONT_URL?.replace(/\/+$/, ""),
  };
  return {
    ...serviceConfig("users", processes, read, environment),
    /** The newest first: it makes tokens and seals; all are accepted. */
    secrets: read.HANSA_USERS_SECRET,
    mail: mailOptions("users", read),
    /** The folder of the owner's own templates. */
    templates: read.HANSA_TEMPLATES,
    rules,
  };
}

/** Reads the place of the store, for commands that need nothing else and run without the secrets of the service. */
export function readStorePlace(environment: Readonly<Record<string, string | undefined>> = process.env): StorePlace {
  return storePlace("users", readEnvironment(commonVariables, environment, { databaseOf }), environment);
}
