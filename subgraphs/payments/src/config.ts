/** What payments reads from the environment, and nothing else of the service does. */
import { join } from "node:path";
import {
  commonVariables,
  crashOf,
  developmentSecret,
  innerOrigins,
  innerUrlVariables,
  portsOf,
  readEnvironment,
} from "@hansa/kit/config";
import { z } from "zod";

const webhookSecrets = z
  .string()
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(32, "each must have at least 32 characters")).min(1));

const variables = {
  ...commonVariables,
  ...innerUrlVariables,
  HANSA_SANDBOX_WEBHOOK_SECRET: webhookSecrets.default([`sandbox-${developmentSecret}`]),
  HANSA_SANDBOX_WEBHOOK_URL: z.url().optional(),
  HANSA_SANDBOX_URL: z.url().optional(),
};

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks everything. Throws a ConfigError that names each variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, ["HANSA_ROOT_SECRET", "HANSA_SANDBOX_WEBHOOK_SECRET"]);
  return {
    host: read.HANSA_HOST,
    ports: portsOf("payments", read),
    innerOrigins: innerOrigins(read),
    rootSecrets: read.HANSA_ROOT_SECRET,
    logLevel: read.HANSA_LOG_LEVEL,
    crash: crashOf(read),
    storeFile: join(read.HANSA_DATA, "payments.db"),
    sandbox: {
      file: join(read.HANSA_DATA, "sandbox-provider.db"),
      /** The first signs, all are accepted. */
      secrets: read.HANSA_SANDBOX_WEBHOOK_SECRET,
      /** Where the sandbox sends its messages; undefined: straight to the inner door. */
      webhookUrl: read.HANSA_SANDBOX_WEBHOOK_URL,
      /** Where the sandbox runs as a process of its own; undefined: inside this one. */
      url: read.HANSA_SANDBOX_URL,
    },
  };
}
