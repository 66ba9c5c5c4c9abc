/** Table of saved payment methods: the provider's ids and displayable card details, never a card number. */

import { boolean, check, id, index, json, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { Card } from "../payments/tables.ts";

export const savedMethods = table(
  "saved_methods",
  {
    id: id("id"),
    /** Null once the owner was erased; the row then only waits for the removal at the provider. */
    customerId: text("customer_id"),
    provider: text("provider").notNull(),
    /** The provider's own ids of the method and of the customer. */
    methodRef: text("method_ref").notNull(),
    customerRef: text("customer_ref").notNull(),
    card: json("card").$type<Card>(),
    isDefault: boolean("is_default").notNull(),
    /** `removing`: unusable; the removal at the provider is repeated until it is confirmed. */
    state: text("state", { enum: ["kept", "removing"] }).notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("saved_methods_provider_ref").on(table.provider, table.methodRef),
    uniqueIndex("saved_methods_one_default").on(table.customerId).where(sql`is_default = 1`),
    index("saved_methods_of_customer").on(table.customerId, table.createdAt),
    index("saved_methods_removing").on(table.createdAt).where(sql`state = 'removing'`),
    check("saved_methods_owned", sql`state = 'removing' OR customer_id IS NOT NULL`),
    check("saved_methods_default_kept", sql`state = 'kept' OR is_default = 0`),
  ],
);

export type SavedMethodRow = typeof savedMethods.$inferSelect;
