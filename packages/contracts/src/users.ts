/** The internal operations of users: addresses and contacts for orders, API clients by key and revocations for the router. */

import { operation } from "@hansa/kit/rpc";
import { revocationsFor } from "@hansa/kit/sessions";
import { z } from "zod";
import { graphContracts } from "./graph-contracts.ts";
import { processNames } from "./processes.ts";

/** An address as an order copies it. */
const addressSnapshot = z.object({
  firstName: z.string().nullable(),
  lastName: z.string(),
  company: z.string().nullable(),
  /** Of the buyer; members of the European Union write it with their prefix. */
  vatId: z.string().nullable(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  /** ISO 3166-2, such as `US-CA`; free text in copies from before this rule. */
  region: z.string().nullable(),
  /** A region as typed that is not one of ISO 3166-2. */
  regionText: z.string().nullish(),
  postalCode: z.string(),
  /** ISO 3166-1, two letters. */
  country: z.string(),
  phone: z.string().nullable(),
});
export type AddressSnapshot = z.infer<typeof addressSnapshot>;

export const users = {
  /** One address of one person; null if it does not exist or belongs to another person. */
  addressSnapshot: operation({
    name: "addressSnapshot",
    callers: ["orders"],
    input: z.object({ userId: z.string(), addressId: z.string() }),
    output: z.object({ address: addressSnapshot.nullable() }),
  }),

  /** The API client with this key, and the contract for which the key is; null if it is revoked or unknown. Only its hash is sent. */
  clientByKey: operation({
    name: "clientByKey",
    callers: ["router"],
    input: z.object({ keyHash: z.string() }),
    output: z.object({
      client: z
        .object({ id: z.string(), scopes: z.array(z.string()), contract: z.enum(graphContracts).default("ALL") })
        .nullable(),
    }),
  }),

  /** Ended sessions, changed roles and revoked API clients, for every process that serves viewers. */
  revocations: revocationsFor(processNames.filter((name) => name !== "users")),

  /** A person's e-mail address, whether it is verified, and display name; null if there is no such account. */
  contact: operation({
    name: "contact",
    callers: ["orders"],
    input: z.object({ userId: z.string() }),
    output: z.object({
      contact: z
        .object({ email: z.string(), isVerified: z.boolean().default(false), displayName: z.string() })
        .nullable(),
    }),
  }),
};
