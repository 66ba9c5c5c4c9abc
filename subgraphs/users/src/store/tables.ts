/** Tables of users: people, credentials, sessions, e-mail tokens, addresses, signing keys and login attempts. */

import {
  boolean,
  foreignKey,
  id,
  index,
  integer,
  json,
  primaryKey,
  sequence,
  table,
  text,
  time,
  uniqueIndex,
} from "@hansa/kit/store";
import { sql } from "drizzle-orm";

export { alarmRows } from "@hansa/kit/alarms";
export { attemptCounters } from "@hansa/kit/coordination";
export { mailQueue } from "@hansa/kit/mail";
export { deadLetters } from "@hansa/kit/messaging";
export { idempotency, inboxCursor, leases, outbox, pragmaLog, storeClock } from "@hansa/kit/store";
export { type ApiClientRow, apiClients } from "./api-clients/tables.ts";
export { type AuditEntryRow, auditLog } from "./audit/tables.ts";
export {
  accountExports,
  type ErasureEmailRow,
  type ExportRow,
  erasureEmails,
  type PendingErasureRow,
  pendingErasures,
} from "./privacy/tables.ts";
export { shopSettings } from "./settings/tables.ts";

const roles = ["CUSTOMER", "SUPPORT", "CATALOG_MANAGER", "FULFILMENT", "FINANCE", "ADMIN"] as const;

/** The condition of accounts whose address is not confirmed. Exactly this text uses the partial index. */
export const isUnconfirmed = sql`verified_at IS NULL AND erased_at IS NULL`;

export const users = table(
  "users",
  {
    id: id("id"),
    /** In lower case, so that case does not matter. Once erased, the id, which no input accepts as an address. */
    email: text("email").notNull().unique(),
    displayName: text("display_name").notNull(),
    /** The folded name, with umlauts as one letter and as two, and the address in lower case: for the back office's search. */
    searchText: text("search_text").notNull(),
    /** False in rows from before, until the next start. */
    isSearchFolded: boolean("search_folded").notNull().default(false),
    /** The row number in the full-text index. */
    searchRow: integer("search_row").notNull().default(0).unique(),
    role: text("role", { enum: roles }).notNull(),
    /** Null until the address is verified; sign-in is not possible before. */
    verifiedAt: time("verified_at"),
    /** Null unless the person was erased: then the row stays for its references, anonymised. */
    erasedAt: time("erased_at"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("users_newest").on(table.createdAt, table.id),
    index("users_unconfirmed").on(table.createdAt).where(isUnconfirmed),
    index("users_unfolded").on(table.id).where(sql`NOT search_folded`),
    index("users_of_role").on(table.role, table.createdAt, table.id),
  ],
);

/** Passwords, apart from the people, so that no query about people ever touches them. Only verified accounts have one. */
export const credentials = table("credentials", {
  userId: id("user_id").references(() => users.id),
  /** Argon2id with its parameters and salt, in PHC form. */
  passwordHash: text("password_hash").notNull(),
});

/** Revocations. Triggers write them in the transaction that ends a session, changes a role or revokes an API client. */
export const revocations = table(
  "revocations",
  {
    seq: sequence("seq"),
    kind: text("kind", { enum: ["session", "role", "client"] }).notNull(),
    /** The session, the person or the client. */
    subject: text("subject").notNull(),
    /** The new role, where a role changed. */
    role: text("role"),
    /** Every token that this contradicts has expired by then. */
    relevantUntil: time("relevant_until").notNull(),
  },
  (table) => [index("revocations_by_relevance").on(table.relevantUntil)],
);
export type RevocationRow = typeof revocations.$inferSelect;

/** Sessions. One that has ended is deleted, and its refresh tokens with it. */
export const sessions = table(
  "sessions",
  {
    id: id("id"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    /** Random; with a key that is not in the store it gives the session's refresh tokens, one after another. */
    nonce: text("nonce").notNull(),
    /** The user agent at the sign-in. */
    device: text("device"),
    createdAt: time("created_at").notNull(),
    lastUsedAt: time("last_used_at").notNull(),
    expiresAt: time("expires_at").notNull(),
  },
  (table) => [
    index("sessions_of_user").on(table.userId, table.lastUsedAt, table.id),
    index("sessions_by_end").on(table.expiresAt),
  ],
);

/** Every refresh token of a sign-in, hashed. Replaced ones stay, so that their use is noticed. */
export const refreshTokens = table(
  "refresh_tokens",
  {
    sessionId: text("session_id").notNull(),
    /** 1 for the first, then one more for each successor. */
    counter: integer("counter").notNull(),
    hash: text("hash").notNull().unique(),
    expiresAt: time("expires_at").notNull(),
    replacedAt: time("replaced_at"),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.counter] }),
    foreignKey({ columns: [table.sessionId], foreignColumns: [sessions.id] }).onDelete("cascade"),
    index("refresh_tokens_by_end").on(table.expiresAt),
  ],
);

/** Links in e-mails that have not been used. A used one is deleted. */
export const emailTokens = table(
  "email_tokens",
  {
    id: id("id"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    purpose: text("purpose", { enum: ["verify", "reset", "change-email"] }).notNull(),
    hash: text("hash").notNull().unique(),
    expiresAt: time("expires_at").notNull(),
    /** The data of a registration, which takes effect when a link to its mailbox is followed with its password. Null for other purposes. */
    passwordHash: text("password_hash"),
    displayName: text("display_name"),
    /** The fingerprint of the network that registered: its next registration replaces this one. Null for other purposes. */
    network: text("network"),
    /** The address that the account gets, which the mail goes to. Null for other purposes. */
    newEmail: text("new_email"),
  },
  (table) => [index("email_tokens_of_user").on(table.userId), index("email_tokens_by_end").on(table.expiresAt)],
);

export const addresses = table(
  "addresses",
  {
    id: id("id"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    isDefault: boolean("is_default").notNull(),
    firstName: text("first_name"),
    lastName: text("last_name").notNull(),
    company: text("company"),
    vatId: text("vat_id"),
    line1: text("line1").notNull(),
    line2: text("line2"),
    city: text("city").notNull(),
    /** ISO 3166-2; null where none is used, or if only a text is known. */
    region: text("region"),
    /** A region as typed that is not one of ISO 3166-2. */
    regionText: text("region_text"),
    postalCode: text("postal_code").notNull(),
    country: text("country").notNull(),
    phone: text("phone"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("addresses_of_user").on(table.userId, table.createdAt, table.id),
    uniqueIndex("addresses_one_default").on(table.userId).where(sql`is_default = 1`),
  ],
);

/** The keys that access tokens are signed with. A new one is published some time before it signs, an old one some time after. */
export const signingKeys = table(
  "signing_keys",
  {
    /** The thumbprint of the public key (RFC 7638). */
    kid: id("kid"),
    publicKey: json("public_key").$type<PublicKey>().notNull(),
    /** The private key, sealed under a key that is not in the store. */
    sealed: text("sealed").notNull(),
    /** From when on it signs, until a younger one does. */
    signsFrom: integer("signs_from").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [index("signing_keys_newest").on(table.signsFrom, table.kid)],
);

export type PublicKey = { kty: "OKP"; crv: "Ed25519"; x: string };

/**
 * Attempts that count towards a limit. `subject` and `network` are fingerprints: of the e-mail address, known or not, and of the network. Of
 * kind `signedIn` is the last sign-in of an account from a network, of kind `alarm` the last alarm, with what it is about as its subject.
 */
export const loginAttempts = table(
  "login_attempts",
  {
    id: id("id"),
    kind: text("kind", {
      enum: ["signIn", "register", "reset", "export", "emailChange", "signedIn", "alarm"],
    }).notNull(),
    subject: text("subject").notNull(),
    /** The fingerprint of the network; null for an alarm. */
    network: text("network"),
    /** Those of the wider networks that it is in; null where it is in none. */
    home: text("home"),
    site: text("site"),
    at: time("at").notNull(),
  },
  (table) => [
    index("login_attempts_of_network").on(table.kind, table.network, table.at),
    index("login_attempts_of_home").on(table.kind, table.home, table.at),
    index("login_attempts_of_site").on(table.kind, table.site, table.at),
    index("login_attempts_of_subject").on(table.kind, table.subject, table.at),
    index("login_attempts_overall").on(table.kind, table.at),
  ],
);

export type Role = (typeof roles)[number];
export type UserRow = typeof users.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type RefreshTokenRow = typeof refreshTokens.$inferSelect;
export type EmailTokenRow = typeof emailTokens.$inferSelect;
export type AddressRow = typeof addresses.$inferSelect;
export type SigningKeyRow = typeof signingKeys.$inferSelect;
export type LoginAttemptRow = typeof loginAttempts.$inferSelect;
