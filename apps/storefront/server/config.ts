/** Configuration of the storefront, read from the environment and validated before anything listens. */
import { z } from "zod";

export type Config = {
  production: boolean;
  host: string;
  port: number;
  /** Where health and metrics are served. */
  privateHost: string;
  privatePort: number;
  logLevel: string;
  /** The time in which it serves on after SIGTERM, in milliseconds. */
  drainMs: number;
  /** The graph at each router of the shop, as this process reaches it. */
  graphUrls: readonly [string, ...string[]];
  /** The address of the shop, without a slash at its end; null if it has none yet. */
  publicUrl: string | null;
  /** The language in which products, collections and shipping are named, as BCP 47 writes it. */
  catalogueLanguage: string;
};

/** The ports of the storefront above HANSA_PORT. */
const portOffset = 9;
const privatePortOffset = 19;

const level = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);
const address = z.url({ protocol: /^https?$/ });

const variables = z.object({
  HANSA_ENV: z.enum(["development", "production"]).default("development"),
  HANSA_PORT: z.coerce.number().int().min(1).max(65_000).default(4_000),
  HANSA_HOST: z.string().default("127.0.0.1"),
  HANSA_PRIVATE_HOST: z.string().default("127.0.0.1"),
  HANSA_LOG_LEVEL: level.default("info"),
  HANSA_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(3_000),
  HANSA_PUBLIC_URL: address.optional(),
  HANSA_CATALOGUE_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, "This is a language, such as de or en-GB.")
    .default("en"),
  HANSA_GRAPH_URL: z
    .string()
    .optional()
    .transform((text) => text?.split(",").map((url) => url.trim()))
    .pipe(z.tuple([address], address).optional()),
});

/** Reads the configuration. Throws one error that names every invalid variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
    throw new Error(`the storefront cannot start:\n${faults.join("\n")}`);
  }
  const read = parsed.data;
  return {
    production: read.HANSA_ENV === "production",
    host: read.HANSA_HOST,
    port: read.HANSA_PORT + portOffset,
    privateHost: read.HANSA_PRIVATE_HOST,
    privatePort: read.HANSA_PORT + privatePortOffset,
    logLevel: read.HANSA_LOG_LEVEL,
    drainMs: read.HANSA_DRAIN_MS,
    graphUrls: read.HANSA_GRAPH_URL ?? [`http://127.0.0.1:${read.HANSA_PORT}/graphql/public`],
    publicUrl: read.HANSA_PUBLIC_URL ? new URL(read.HANSA_PUBLIC_URL).origin : null,
    catalogueLanguage: read.HANSA_CATALOGUE_LANGUAGE,
  };
}
