/** The configuration from the environment: all faults are reported at once, before the process listens. */
import { join } from "node:path";
import { z } from "zod";
import { developmentKeys, developmentSecret, holdsDevelopmentKeys } from "../identity/keys/development-keys.ts";
import { type KeyRing, readEnvironmentFile } from "../identity/keys/key-ring.ts";
import { KeyFaults, type KeyVariables, readKeySet } from "../identity/keys/key-set.ts";
import type { MailOptions } from "../mail/mail.ts";
import { ConfigError } from "../runtime/config-error.ts";
import type { CrashPoint } from "../runtime/crash-points.ts";
import type { Processes } from "../runtime/processes.ts";
import type { StorePlace } from "../store/place.ts";
import { tracingVariables } from "../tracing/config.ts";
import { beside, databaseFaults, readDatabase } from "./database-config.ts";

export { developmentSecret } from "../identity/keys/development-keys.ts";

const port = z.coerce.number().int().min(1).max(65_000);
/** Secrets of at least 32 characters, separated by commas: the first makes, all are accepted. */
export const secretList = z
  .string()
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().min(32, "each must have at least 32 characters")).min(1));
const crash = z
  .string()
  .regex(
    /^(before|after):(write|call):[\w.-]+(:[1-9]\d*)?$/,
    "give a point such as after:write:place-order, or after:write:place-order:2 for its second time",
  )
  .transform((text): CrashPoint => {
    const [when, what, name = "", nth = "1"] = text.split(":");
    const moment = when === "before" ? "before" : "after";
    return { point: `${moment}:${what === "write" ? "write" : "call"}:${name}`, nth: Number(nth) };
  });
const drainMs = z.coerce.number().int().min(0).max(60_000).default(3_000);
const unmask = z.stringbool().default(false);

/** Variables that every process of the shop reads. */
export const commonVariables = {
  HANSA_ENV: z.enum(["development", "production"]).default("development"),
  HANSA_PORT: port.default(4000),
  HANSA_HOST: z.string().default("127.0.0.1"),
  HANSA_DATA: z.string().default(".data"),
  HANSA_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  HANSA_KEYS_FILE: z.string().optional(),
  HANSA_CRASH_AT: crash.optional(),
  HANSA_DRAIN_MS: drainMs,
  HANSA_UNMASK_ERRORS: unmask,
  ...tracingVariables,
};

export type Common = z.infer<z.ZodObject<typeof commonVariables>>;

/** Further requirements of a process for its environment. */
type EnvironmentRules<Name extends string> = {
  /** Secrets of which production needs its own: the defaults in this repository are a fault there. */
  secrets?: readonly Name[];
  /** Variables without a safe default, with the reason: production must set them. */
  required?: Readonly<Record<string, string>>;
  /** Faults that only the service can see, such as those of a payment provider's settings. */
  faultsIn?: (variables: Variables) => readonly { variable: string; reason: string }[];
  /** Variables that earlier versions read, each with what takes its place: a start with one would ignore what its owner means. */
  removed?: Readonly<Record<string, string>>;
  /** The process whose keys are checked as well, among all of the system. */
  keysOf?: { self: string; processes: Processes };
  /** The process whose database the variables name. */
  databaseOf?: string;
};

/**
 * Parses `environment` by `variables`; the file of HANSA_KEYS_FILE takes precedence. Throws one ConfigError that names every wrong variable
 * and the reason. A crash point is a fault in production.
 */
export function readEnvironment<Shape extends typeof commonVariables & z.core.$ZodLooseShape>(
  variables: Shape,
  environment: Readonly<Record<string, string | undefined>>,
  {
    secrets = [],
    required = {},
    faultsIn = () => [],
    removed = {},
    keysOf,
    databaseOf,
  }: EnvironmentRules<keyof Shape & string> = {},
): z.output<z.ZodObject<Shape>> {
  const { values, faults: fileFaults } = withKeysFile(environment);
  const parsed = z.object(variables).safeParse(values);
  const missing = Object.entries(required).filter(([name]) => values[name] === undefined);
  const faults = [
    ...fileFaults,
    ...(keysOf && fileFaults.length === 0 ? keyFaults(keysOf, values) : []),
    ...(parsed.error?.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`) ?? []),
    ...(databaseOf ? databaseFaults(databaseOf, values) : []),
    ...Object.entries(removed).flatMap(([name, place]) =>
      values[name] === undefined ? [] : [`  ${name}: is no more: ${place}`],
    ),
    ...faultsIn(values).map(({ variable, reason }) => `  ${variable}: ${reason}`),
    ...(values.HANSA_ENV === "production"
      ? secrets.filter((name) => isDefault(values[name]) || isGuessable(values[name])).map(needsSecret)
      : []),
    ...(values.HANSA_ENV === "production" ? missing.map(([name, reason]) => `  ${name}: ${reason}`) : []),
    ...(values.HANSA_ENV === "production" && values.HANSA_CRASH_AT !== undefined ? [neverInProduction] : []),
    ...(values.HANSA_ENV === "production" && unmask.safeParse(values.HANSA_UNMASK_ERRORS).data ? [neverUnmasked] : []),
  ];
  if (!parsed.success || faults.length > 0) {
    throw new ConfigError(`The configuration is not usable:\n${faults.join("\n")}`);
  }
  return parsed.data;
}

/** The keys of one process: those it was given, else those of development. Call it after `readEnvironment` has found no fault in them. */
export function readKeyRing(
  self: string,
  processes: Processes,
  environment: Readonly<Record<string, string | undefined>>,
): KeyRing {
  const { values } = withKeysFile(environment);
  const current = hasKeys(values) ? readKeySet(self, processes, values) : developmentKeys(self, processes);
  return { self, processes, current, file: values.HANSA_KEYS_FILE };
}

type Variables = Readonly<Record<string, string | undefined>>;

function withKeysFile(environment: Variables): { values: Variables; faults: string[] } {
  const values = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  if (values.HANSA_KEYS_FILE === undefined) return { values, faults: [] };
  try {
    return { values: { ...values, ...readEnvironmentFile(values.HANSA_KEYS_FILE) }, faults: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { values, faults: [`  HANSA_KEYS_FILE: the file cannot be read: ${why}`] };
  }
}

function hasKeys({
  HANSA_KEYS_FILE,
  HANSA_PAIR_KEYS,
}: KeyVariables & { HANSA_KEYS_FILE?: string | undefined }): boolean {
  return HANSA_KEYS_FILE !== undefined || HANSA_PAIR_KEYS !== undefined;
}

function keyFaults({ self, processes }: { self: string; processes: Processes }, values: Variables): string[] {
  const isProduction = values.HANSA_ENV === "production";
  if (!hasKeys(values)) {
    return isProduction ? ["  HANSA_KEYS_FILE: production needs keys of its own (npm run hansa -- keys create)"] : [];
  }
  try {
    const isPublic = holdsDevelopmentKeys(self, processes, readKeySet(self, processes, values));
    return isProduction && isPublic
      ? [
          "  HANSA_PAIR_KEYS, HANSA_API_KEY_SECRETS: production refuses the keys of development, which anybody can derive",
        ]
      : [];
  } catch (error) {
    if (!(error instanceof KeyFaults)) throw error;
    return error.faults.map((fault) => `  ${fault}`);
  }
}

function isDefault(secret: string | undefined): boolean {
  return secret === undefined || secret.includes(developmentSecret);
}

/** Whether one of these secrets was typed and not drawn: few different characters, or a short piece again and again. */
function isGuessable(secrets = ""): boolean {
  return secrets.split(",").some((text) => {
    const secret = text.trim();
    return new Set(secret).size < minCharacters || /^(.{1,8})\1+/.exec(secret)?.[0].length === secret.length;
  });
}

/** Of 32 random hexadecimal digits fewer different ones come once in 200,000 times. */
const minCharacters = 8;

const neverUnmasked =
  "  HANSA_UNMASK_ERRORS: shows clients the messages and stacks of errors, which no shop in production may do";

const neverInProduction =
  "  HANSA_CRASH_AT: kills the process to try out what follows, which no shop in production may be told";

function needsSecret(name: string): string {
  return `  ${name}: production needs a secret of your own, of at least 32 random characters (openssl rand -hex 32)`;
}

/** The folder of a process in the data folder. It reads and writes no other. */
export function folderOf(self: string, { HANSA_DATA }: Pick<Common, "HANSA_DATA">): string {
  return join(HANSA_DATA, self);
}

/**
 * The place of a store of a process: in its database if it has one, else a file in its folder. A further store of the process has a schema, and
 * a file, of its own. Call it after `readEnvironment` has found no fault.
 */
export function storePlace(
  self: string,
  read: Pick<Common, "HANSA_DATA">,
  environment: Variables,
  further?: { file: string; schema: string },
): StorePlace {
  const file = join(folderOf(self, read), `${further?.file ?? self}.db`);
  const { values } = withKeysFile(environment);
  const database = readDatabase(self, values);
  if (database === undefined) return { engine: "sqlite", file };
  return { ...(further === undefined ? database : beside(database, further.schema)), file, shop: values.HANSA_SHOP_ID };
}

/** The crash point of this process; undefined if none. */
export function crashOf({ HANSA_CRASH_AT }: Pick<Common, "HANSA_CRASH_AT">): CrashPoint | undefined {
  return HANSA_CRASH_AT;
}

/** How long a process serves on after SIGTERM, in milliseconds. Call it after `readEnvironment` has found no fault. */
export function readDrainMs(environment: Variables = process.env): number {
  return drainMs.parse(environment.HANSA_DRAIN_MS || undefined);
}

/** Variables of every service that sends mail. */
export const mailVariables = {
  HANSA_STOREFRONT_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  HANSA_MAIL_FROM: z
    .string()
    .default("Hansa <shop@hansa.example>")
    .refine((sender) => z.email().safeParse(addressIn(sender)).success, "has no e-mail address in it"),
  HANSA_MAIL_FOLDER: z.string().optional(),
  HANSA_MAIL_PER_SECOND: z.coerce.number().int().min(1).max(1_000).default(10),
};

/** The address in `Name <address>`, or the address alone. */
export function addressIn(sender: string): string {
  return (/<([^<>]*)>\s*$/.exec(sender)?.[1] ?? sender).trim();
}

/** The mailer's options. Throws a ConfigError in production if none are set: customers' e-mails would stay in a folder. */
export function mailOptions(self: string, read: Common & z.infer<z.ZodObject<typeof mailVariables>>): MailOptions {
  const isDevelopment = read.HANSA_ENV === "development";
  const { HANSA_SMTP_URL: smtpUrl, HANSA_MAIL_FOLDER: folder } = read;
  if (!isDevelopment && smtpUrl === undefined && folder === undefined) throw new ConfigError(needsMail);
  return {
    smtpUrl,
    folder: folder ?? join(folderOf(self, read), "mail"),
    from: read.HANSA_MAIL_FROM,
    printLinks: isDevelopment,
    perSecond: read.HANSA_MAIL_PER_SECOND,
  };
}

const needsMail =
  "The configuration is not usable:\n  HANSA_SMTP_URL: production needs a mail server, such as " +
  "smtp://user:password@mail.example:587. To have mail written to a folder instead, set HANSA_MAIL_FOLDER.";
