/** What users answers to other services: what an order has to copy about its customer, and to the router whose key it was shown. */
import { operation } from "@hansa/kit/contract";
import { revocations } from "@hansa/kit/revocation/revocation-feed";
import { z } from "zod";

/** An address as an order keeps it. */
const addressSnapshot = z.object({
  firstName: z.string().nullable(),
  lastName: z.string(),
  company: z.string().nullable(),
  /** Of the buyer; members of the European Union write it with their prefix. */
  vatId: z.string().nullable(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  /** ISO 3166-2, such as `US-CA`; as it was typed in copies that are older than this rule. */
  region: z.string().nullable(),
  postalCode: z.string(),
  /** ISO 3166-1, two letters. */
  country: z.string(),
  phone: z.string().nullable(),
});
export type AddressSnapshot = z.infer<typeof addressSnapshot>;

export const users = {
  /** One address of one person; null if it is not theirs, or not there. */
  addressSnapshot: operation({
    name: "addressSnapshot",
    callers: ["orders"],
    input: z.object({ userId: z.string(), addressId: z.string() }),
    output: z.object({ address: addressSnapshot.nullable() }),
  }),

  /** The program with this key; null if the key was revoked or never was. The key itself does not travel. */
  clientByKey: operation({
    name: "clientByKey",
    callers: ["router"],
    input: z.object({ keyHash: z.string() }),
    output: z.object({ client: z.object({ id: z.string(), scopes: z.array(z.string()) }).nullable() }),
  }),

  /** Ended sessions, changed roles and revoked API clients, for every process that serves viewers. */
  revocations,

  /** Where a person can be written to; null if there is no such account. */
  contact: operation({
    name: "contact",
    callers: ["orders"],
    input: z.object({ userId: z.string() }),
    output: z.object({ contact: z.object({ email: z.string(), displayName: z.string() }).nullable() }),
  }),
};
