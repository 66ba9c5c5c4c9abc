/** Configuration of the sandbox process, read from the environment. */
import { payableStepsText } from "@hansa/commerce/payable-steps";
import { commonVariables, developmentSecret, readEnvironment, storePlace } from "@hansa/kit/service";
import { z } from "zod";

const variables = {
  ...commonVariables,
  HANSA_SANDBOX_WEBHOOK_SECRET: z.string().default(`sandbox-${developmentSecret}`),
  HANSA_SANDBOX_WEBHOOK_URL: z.url().optional(),
  HANSA_SANDBOX_PAYABLE_STEPS: payableStepsText.default({}),
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
};

/** The port's offset from HANSA_PORT, behind those of the services. */
const offset = 15;

/** That of the internal server that its messages go to, unless HANSA_SANDBOX_WEBHOOK_URL names another one: of payments, on this machine. */
const receiverOffset = 14;

/** Reads and checks all variables. Throws a ConfigError that names each wrong variable. */
export function readSandboxConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    secrets: ["HANSA_SANDBOX_WEBHOOK_SECRET"],
    databaseOf: "payments",
  });
  return {
    host: read.HANSA_HOST,
    port: read.HANSA_PORT + offset,
    logLevel: read.HANSA_LOG_LEVEL,
    place: storePlace("payments", read, environment, { file: "sandbox-provider", schema: "sandbox" }),
    secrets: read.HANSA_SANDBOX_WEBHOOK_SECRET.split(",").map((secret) => secret.trim()),
    payableSteps: read.HANSA_SANDBOX_PAYABLE_STEPS,
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    webhookUrl:
      read.HANSA_SANDBOX_WEBHOOK_URL ?? `http://127.0.0.1:${read.HANSA_PORT + receiverOffset}/webhooks/sandbox`,
  };
}
