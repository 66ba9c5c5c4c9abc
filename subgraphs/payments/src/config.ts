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

const webhookSecrets = z
  .string()
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(32, "each must have at least 32 characters")).min(1));

const providers = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(z.enum(["sandbox", "stripe"])).min(1));

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

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks all variables. Throws a ConfigError that names each wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const asked = environment.HANSA_PAYMENT_PROVIDERS ?? "sandbox";
  const ownSecrets = asked.includes("sandbox") ? ["HANSA_SANDBOX_WEBHOOK_SECRET" as const] : [];
  const read = readEnvironment(variables, environment, { secrets: [...ownSecrets], self: "payments" });
  const chosen = read.HANSA_PAYMENT_PROVIDERS ?? ["sandbox"];
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
    takesMoney: takesMoney(read, chosen),
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

/** Whether the default provider moves money: Stripe itself, with a live key. */
function takesMoney(
  {
    HANSA_STRIPE_SECRET_KEY,
    HANSA_STRIPE_URL,
  }: { HANSA_STRIPE_SECRET_KEY?: string | undefined; HANSA_STRIPE_URL?: string | undefined },
  [usual]: readonly string[],
): boolean {
  return usual === "stripe" && HANSA_STRIPE_URL === undefined && /^(sk|rk)_live_/.test(HANSA_STRIPE_SECRET_KEY ?? "");
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

/** Rejects Stripe without a key or webhook secret, and in production a missing choice: the sandbox would give goods away. */
function rejectIncompleteProvider(
  read: {
    HANSA_ENV: string;
    HANSA_PAYMENT_PROVIDERS?: string[] | undefined;
    HANSA_STRIPE_SECRET_KEY?: string | undefined;
    HANSA_STRIPE_WEBHOOK_SECRET?: string[] | undefined;
    HANSA_STRIPE_URL?: string | undefined;
  },
  chosen: readonly string[],
): void {
  const missing = chosen.includes("stripe")
    ? (["HANSA_STRIPE_SECRET_KEY", "HANSA_STRIPE_WEBHOOK_SECRET"] as const).filter((name) => !read[name])
    : [];
  const faults = missing.map((name) => `  ${name}: Stripe needs it (docs/payments.md)`);
  if (read.HANSA_STRIPE_URL && read.HANSA_STRIPE_SECRET_KEY && !isTestKey(read.HANSA_STRIPE_SECRET_KEY))
    faults.push(
      "  HANSA_STRIPE_URL: only a key of the test mode (sk_test_ or rk_test_) is sent to another address than Stripe's",
    );
  if (read.HANSA_ENV === "production" && !read.HANSA_PAYMENT_PROVIDERS)
    faults.push("  HANSA_PAYMENT_PROVIDERS: production names its providers: stripe; or sandbox, which takes no money");
  if (faults.length > 0) throw new ConfigError(`The configuration is not usable:\n${faults.join("\n")}`);
}
