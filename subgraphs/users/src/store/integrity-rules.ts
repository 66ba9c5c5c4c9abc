/** Integrity rules of the store of users. */
import type { IntegrityRule } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { credentials, users } from "./tables.ts";

export const integrityRules: readonly IntegrityRule[] = [
  {
    invariant: null,
    must: "an erased person has no name, address, password or session",
    of: users,
    judged: (newest) => sql`SELECT id AS about, email = id AND search_text = '' AND role = 'CUSTOMER'
        AND NOT EXISTS (SELECT 1 FROM credentials WHERE user_id = person.id)
        AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = person.id)
        AND NOT EXISTS (SELECT 1 FROM addresses WHERE user_id = person.id) AS holds
      FROM ${newest} AS person WHERE erased_at IS NOT NULL`,
  },
  {
    invariant: null,
    must: "only an account with a verified address has a password",
    of: credentials,
    judged: (
      newest,
    ) => sql`SELECT user_id AS about, person.verified_at IS NOT NULL AND person.erased_at IS NULL AS holds
      FROM ${newest} AS credential LEFT JOIN users AS person ON person.id = credential.user_id`,
  },
];
