/** Redaction list of the logs: the names of fields and the forms of text whose values are never written. */
import { createHash } from "node:crypto";
import { hasPossibleCardNumber } from "./text/card-numbers.ts";

/** The text in place of a value that is never written. */
const redacted = "[private]";

/** Ends of names, in lower case and without hyphens and underscores: `accessToken` and `set-cookie` are among them. */
const privateEndings = [
  "password",
  "authorization",
  "cookie",
  "token",
  "secret",
  "secretshownonce",
  "apikey",
  "email",
  "guest",
  "firstname",
  "lastname",
  "fullname",
  "recipient",
  "phone",
  // Texts of clients: a front end may have put a person's address there.
  "clientname",
  "clientversion",
  "address",
  "line1",
  "line2",
  "street",
  "city",
  "postalcode",
  "cardnumber",
  "cvc",
  "iban",
];
/** Links of e-mails, which development prints instead of sending them; production does not log them. */
const printedFields = new Set(["link"]);

/** Forms of private text, wherever it stands. Each reads a text in time that grows with its length. */
const privateForms: readonly { form: RegExp; isPrivate?: (text: string) => boolean; shown?: string }[] = [
  // Passwords in addresses of servers.
  { form: /:\/\/[^\s/@:]{1,256}:[^\s/@]{1,256}@/g, shown: `://${redacted}@` },
  // E-mail addresses. A path such as node_modules/@apollo is none, nor is a version such as graphql@16.15.0.
  { form: /[^\s@"'`<>()[\],;:/\\=]{1,64}@[^\s@"'`<>()[\],;:/\\=]{1,255}\.\p{L}{2,63}/gu },
  { form: /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi },
  // Signed tokens.
  { form: /\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]+)?/g },
  // API keys of Hansa, then keys and secrets of Stripe.
  { form: /\bhansa_[0-9a-z]{26}_[0-9a-z]+/g },
  { form: /\b(?:[sr]k_(?:live|test)|whsec)_\w{8,}|\b\w{1,64}_secret_\w+/g },
  // Random tokens of 30 bytes and more in base64url.
  {
    form: /(?<![\w-])[\w-]{40,}(?![\w-])/g,
    isPrivate: (text) => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text),
  },
  // Card numbers. A time in milliseconds begins with 1.
  { form: /(?<![\w.])[2-6](?:[ -]?\d){11,18}(?![\w.])/g, isPrivate: hasPossibleCardNumber },
];

/** How fields are written. */
type Redaction = {
  /** The fields of an error that are written. */
  describeError: (error: Error) => object;
  /** Names of ids that grant access: a fingerprint is written in place of each, which still correlates its lines. */
  secretIds: ReadonlySet<string>;
};

/** A copy of these fields without private values. Cycles end. */
export function redactFields(fields: object, redaction: Redaction): Record<string, unknown> {
  return redactObject(fields, { around: [], ...redaction });
}

/** The longest text that is searched, in characters: as long as the longest line, so that what is cut here is cut further there. */
const maxText = 8_192;

/** The text with its private parts replaced; a longer one is cut before. */
export function redactText(text: string): string {
  return privateForms.reduce(
    (left, { form, isPrivate = () => true, shown = redacted }) =>
      left.replace(form, (found) => (isPrivate(found) ? shown : found)),
    text.slice(0, maxText),
  );
}

/** The fingerprint of an id that grants access. */
export function fingerprintId(id: string): string {
  return `#${createHash("sha256").update(id).digest("hex").slice(0, 12)}`;
}

/** The objects that enclose a value. */
type Place = Redaction & { around: readonly object[] };

function redactObject(fields: object, place: Place): Record<string, unknown> {
  const inside = { ...place, around: [...place.around, fields] };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactValue(name, value, inside)]));
}

function redactValue(name: string, value: unknown, place: Place): unknown {
  if (isPrivateName(name)) return redacted;
  if (typeof value === "string") return redactString(name, value, place);
  if (typeof value !== "object" || value === null) return value;
  if (place.around.includes(value)) return "[itself]";
  const inside = { ...place, around: [...place.around, value] };
  if (Array.isArray(value)) return value.map((entry) => redactValue("", entry, inside));
  if (value instanceof Error) return redactObject(place.describeError(value), inside);
  if ("toJSON" in value && typeof value.toJSON === "function") return redactValue("", value.toJSON(), inside);
  return redactObject(value, place);
}

function isPrivateName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, "");
  return privateEndings.some((ending) => plain.endsWith(ending));
}

function redactString(name: string, value: string, { secretIds }: Redaction): string {
  if (secretIds.has(name)) return fingerprintId(value);
  return printedFields.has(name) ? value : redactText(value);
}
