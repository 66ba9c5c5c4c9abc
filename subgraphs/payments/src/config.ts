/** Configuration of payments, read from the environment. */
import { join } from "node:path";
import {
  ConfigError,
  commonVariables,
  crashOf,
  developmentSecret,
  internalOrigins,
  internalUrlVariables,
  portsOf,
  readEnvironment,
  readKeyRing,
} from "@hansa/kit/server/config";
import { z } from "zod";
import { isRegistered, registrations, splitProviders } from "./providers/registrations.mjs";

const webhookSecrets = z
  .string()
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(32, "each must have at least 32 characters")).min(1));

const names = Object.keys(registrations);
const providers = z
  .string()
  .transform(splitProviders)
  .pipe(z.array(z.string().refine(isRegistered, `is one of ${names.join(", ")}`)));

const variables = {
  ...commonVariables,
  ...internalUrlVariables,
  HANSA_SANDBOX_WEBHOOK_SECRET: webhookSecrets.default([`sandbox-${developmentSecret}`]),
  HANSA_SANDBOX_WEBHOOK_URL: z.url().optional(),
  HANSA_SANDBOX_URL: z.url().optional(),
  HANSA_PAYMENT_PROVIDERS: providers.optional(),
  HANSA_STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_/, "is a secret or restricted key: it begins with sk_ or rk_")
    .optional(),
  HANSA_STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(",").map((secret) => secret.trim()))
    .pipe(z.array(z.string().regex(/^whsec_/, "each begins with whsec_")).min(1))
    .optional(),
  HANSA_STRIPE_URL: z
    .url({ protocol: /^https?$/ })
    .refine(
      isStandInAddress,
      "is http://127.0.0.1:4016 or https://HOST, without a path: only loopback goes unencrypted",
    )
    .optional(),
};

type Provider = keyof typeof registrations;
export type Config = ReturnType<typeof readConfig>;

/** Reads and checks all variables. Throws a ConfigError that names each wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const asked = environment.HANSA_PAYMENT_PROVIDERS ?? "sandbox";
  const ownSecrets = asked.includes("sandbox") ? ["HANSA_SANDBOX_WEBHOOK_SECRET" as const] : [];
  const read = readEnvironment(variables, environment, { secrets: [...ownSecrets], self: "payments" });
  const chosen: readonly Provider[] = read.HANSA_PAYMENT_PROVIDERS ?? ["sandbox"];
  rejectIncompleteProvider(read, chosen);
  return {
    host: read.HANSA_HOST,
    ports: portsOf("payments", read),
    innerOrigins: internalOrigins(read),
    ring: readKeyRing("payments", environment),
    logLevel: read.HANSA_LOG_LEVEL,
    unmaskErrors: read.HANSA_UNMASK_ERRORS,
    crash: crashOf(read),
    storeFile: join(read.HANSA_DATA, "payments.db"),
    /** The default provider first. */
    providers: chosen,
    stripe: {
      secretKey: read.HANSA_STRIPE_SECRET_KEY ?? "",
      webhookSecrets: read.HANSA_STRIPE_WEBHOOK_SECRET ?? [],
      url: read.HANSA_STRIPE_URL,
    },
    /** Whether the default provider moves money. */
    takesMoney: chosen.slice(0, 1).some((name) => registrations[name].takesMoney(read)),
    sandbox: {
      file: join(read.HANSA_DATA, "sandbox-provider.db"),
      /** The first one signs, all are accepted. */
      secrets: read.HANSA_SANDBOX_WEBHOOK_SECRET,
      /** Target of the sandbox's messages; undefined: the internal server of this service. */
      webhookUrl: read.HANSA_SANDBOX_WEBHOOK_URL,
      /** Address of the sandbox's own process; undefined: it runs inside this process. */
      url: read.HANSA_SANDBOX_URL,
    },
  };
}

/** Keys and card tokens leave this machine only over TLS. */
function isStandInAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin, href } = new URL(text);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return href === `${origin}/` && (protocol === "https:" || isLoopback);
}

/** Whether a key belongs to Stripe's test mode, which moves no money. */
function isTestKey(key: string): boolean {
  return /^(sk|rk)_test_/.test(key);
}

/** Rejects a provider without its settings, and in production a missing choice: the sandbox would give goods away. */
function rejectIncompleteProvider(
  read: Readonly<Record<string, unknown>> & { HANSA_STRIPE_SECRET_KEY?: string | undefined },
  chosen: readonly Provider[],
): void {
  const faults = chosen.flatMap((name) =>
    registrations[name].required
      .filter((variable) => !read[variable])
      .map((variable) => `  ${variable}: the provider ${name} needs it (docs/payments.md)`),
  );
  if (read.HANSA_STRIPE_URL && read.HANSA_STRIPE_SECRET_KEY && !isTestKey(read.HANSA_STRIPE_SECRET_KEY))
    faults.push(
      "  HANSA_STRIPE_URL: only a key of the test mode (sk_test_ or rk_test_) is sent to another address than Stripe's",
    );
  if (read.HANSA_ENV === "production" && !read.HANSA_PAYMENT_PROVIDERS)
    faults.push(
      `  HANSA_PAYMENT_PROVIDERS: production names its providers (${names.join(", ")}); sandbox takes no money`,
    );
  if (faults.length > 0) throw new ConfigError(`The configuration is not usable:\n${faults.join("\n")}`);
}
