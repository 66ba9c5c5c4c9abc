/** Configuration of payments, read from the environment. */
import { payableStepsText } from "@hansa/commerce/payable-steps";
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { findAccessFaults } from "@hansa/kit/server";
import {
  developmentSecret,
  isOrigin,
  originList,
  readEnvironment,
  serviceConfig,
  serviceVariables,
  storePlace,
} from "@hansa/kit/service";
import { z } from "zod";
import {
  findConfigFaults,
  isRegistered,
  registrations,
  splitProviders,
  splitSecrets,
} from "./providers/registrations.mjs";

const webhookSecrets = z
  .string()
  .transform(splitSecrets)
  .pipe(z.array(z.string().min(32, "each must have at least 32 characters")).min(1));

const names = Object.keys(registrations);
const providers = z
  .string()
  .transform(splitProviders)
  .pipe(z.array(z.string().refine(isRegistered, `is one of ${names.join(", ")}`)));

const variables = {
  ...serviceVariables(processes),
  HANSA_SANDBOX_WEBHOOK_SECRET: webhookSecrets.default([`sandbox-${developmentSecret}`]),
  HANSA_SANDBOX_WEBHOOK_URL: z.url().optional(),
  HANSA_SANDBOX_URL: z.url().optional(),
  HANSA_SANDBOX_PAYABLE_STEPS: payableStepsText.default({}),
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_STOREFRONT_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_CORS_ORIGINS: originList(isOrigin, "give origins such as https://shop.example, without a path, never *"),
  HANSA_PAYMENT_PROVIDERS: providers.optional(),
  HANSA_STRIPE_SECRET_KEY: z.string().optional(),
  HANSA_STRIPE_PUBLISHABLE_KEY: z.string().optional(),
  HANSA_STRIPE_WEBHOOK_SECRET: z.string().optional(),
  HANSA_STRIPE_URL: z.string().optional(),
};

type Provider = keyof typeof registrations;
/** Reads and checks all variables. Throws a ConfigError that names each wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const listed = environment.HANSA_PAYMENT_PROVIDERS ?? "sandbox";
  const ownSecrets = listed.includes("sandbox") ? ["HANSA_SANDBOX_WEBHOOK_SECRET" as const] : [];
  const read = readEnvironment(variables, environment, {
    secrets: [...ownSecrets],
    required: {
      // The sandbox would give goods away.
      HANSA_PAYMENT_PROVIDERS: `production names its providers (${names.join(", ")}); sandbox takes no money`,
    },
    faultsIn: (given) => [
      ...findConfigFaults(splitProviders(given.HANSA_PAYMENT_PROVIDERS), given),
      ...findAccessFaults(given),
    ],
    removed: removedVariables,
    keysOf: { self: "payments", processes },
    databaseOf: "payments",
  });
  const publicUrl = read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`;
  const chosen: readonly Provider[] = read.HANSA_PAYMENT_PROVIDERS ?? ["sandbox"];
  return {
    ...serviceConfig("payments", processes, read, environment),
    /** The default provider first. */
    providers: chosen,
    stripe: {
      secretKey: read.HANSA_STRIPE_SECRET_KEY ?? "",
      publishableKey: read.HANSA_STRIPE_PUBLISHABLE_KEY ?? "",
      webhookSecrets:
        read.HANSA_STRIPE_WEBHOOK_SECRET === undefined ? [] : splitSecrets(read.HANSA_STRIPE_WEBHOOK_SECRET),
      url: read.HANSA_STRIPE_URL,
    },
    /** The origins of the pages to which a provider may send the browser back: the shop's own, and those that may use the graph. */
    returnOrigins: [
      ...[publicUrl, read.HANSA_STOREFRONT_URL ?? publicUrl].map((url) => new URL(url).origin),
      ...read.HANSA_CORS_ORIGINS,
    ],
    /** Whether the default provider moves money. */
    takesMoney: chosen.slice(0, 1).some((name) => registrations[name].takesMoney(read)),
    sandbox: {
      place: storePlace("payments", read, environment, { file: "sandbox-provider", schema: "sandbox" }),
      /** The first one signs, all are accepted. */
      secrets: read.HANSA_SANDBOX_WEBHOOK_SECRET,
      /** Target of the sandbox's messages; undefined: the internal server of this service. */
      webhookUrl: read.HANSA_SANDBOX_WEBHOOK_URL,
      /** Address of the sandbox's own process; undefined: it runs inside this process. */
      url: read.HANSA_SANDBOX_URL,
      payableSteps: read.HANSA_SANDBOX_PAYABLE_STEPS,
      /** The address of the shop for browsers, at which the router forwards the pages of the sandbox. */
      publicUrl: publicUrl.replace(/\/+$/, ""),
    },
  };
}
