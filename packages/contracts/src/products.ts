/** The internal operations of products: prices and stock of a cart, and the transitions of a reservation. */

import { taxClass } from "@hansa/commerce/tax-class";
import { fencingToken } from "@hansa/kit/coordination";
import { operation } from "@hansa/kit/rpc";
import { z } from "zod";
import { personalData } from "./personal-data.ts";

/** The fencing token of the order's lease; null where there is no order. */
const orderToken = fencingToken.nullable().default(null);

const quantity = z.int().min(1);
const minor = z.int().min(0);

/** A variant as it can be bought now. */
const quotedVariant = z.object({
  variantId: z.string(),
  productId: z.string(),
  sku: z.string(),
  /** Of product and variant together, fit for a receipt. */
  title: z.string(),
  /** Null: not sold in this currency. */
  priceMinor: minor.nullable(),
  taxClass,
  /** Null for products that are not shipped. */
  weightGrams: z.int().nullable(),
  /** False for goods that the law excludes from the right of withdrawal. */
  isWithdrawable: z.boolean().default(true),
  /** Units that can still be sold; null if the variant is not counted. */
  available: z.int().nullable(),
  /** Its collections and their parent collections. */
  collectionIds: z.array(z.string()),
});

/** The end of a reservation and the time by the same clock: two services agree on the duration, not on the time. */
const until = { expiresAt: z.int(), asOf: z.int().nullable().default(null) };

const shortLine = z.object({ variantId: z.string(), wanted: z.int(), available: z.int() });

export const products = {
  /** The current data of variants. Variants that are not on sale are in neither list. */
  quote: operation({
    name: "quote",
    callers: ["orders"],
    input: z.object({ currency: z.string(), variantIds: z.array(z.string()).max(5_000) }),
    output: z.object({
      variants: z.array(quotedVariant),
      /** Ids that no variant has. */
      unknown: z.array(z.string()),
    }),
  }),

  /** The tax classes of the goods on sale, each once. */
  taxClasses: operation({
    name: "taxClasses",
    callers: ["orders"],
    input: z.object({}),
    output: z.object({ taxClasses: z.array(taxClass) }),
  }),

  /**
   * Checks prices and stock and reserves the stock, in one transaction. Repeated for the same checkout, it returns the same. A checkout
   * whose reservation was released can never reserve again.
   */
  reserve: operation({
    name: "reserve",
    callers: ["orders"],
    input: z.object({
      checkoutId: z.string(),
      cartId: z.string(),
      /** The user's id; null for a guest. */
      userId: z.string().nullable(),
      /** Whether the user has verified the e-mail address: other users are counted with the guests of their network. */
      isVerified: z.boolean().default(false),
      /** Keyed hashes of the buyer's networks, a path from the widest, which stand for no address outside orders. Null if unknown. */
      network: z.string().nullable(),
      currency: z.string(),
      ...until,
      lines: z.array(z.object({ variantId: z.string(), quantity, expectedPriceMinor: minor })).min(1),
    }),
    output: z.discriminatedUnion("outcome", [
      /** `isShortened`: for half the time, because a reservation of the network has recently ended unpaid. */
      z.object({ outcome: z.literal("reserved"), expiresAt: z.int(), isShortened: z.boolean().default(false) }),
      z.object({ outcome: z.literal("outOfStock"), lines: z.array(shortLine) }),
      /** Null: no longer sold, or not in this currency. */
      z.object({
        outcome: z.literal("priceChanged"),
        lines: z.array(z.object({ variantId: z.string(), priceMinor: minor.nullable() })),
      }),
      z.object({ outcome: z.literal("reservedUnitsLimit"), maximum: z.int() }),
      /** Over the share of a variant's stock that one account, or the guests of one network, may reserve. */
      z.object({ outcome: z.literal("reservationLimit"), lines: z.array(shortLine) }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Extends a live reservation to `expiresAt`, never shortening it. */
  extend: operation({
    name: "extend",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), ...until }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("reserved"), expiresAt: z.int() }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /**
   * Commits a reservation: its units are sold, and on the shelf until they are sent. `outOfStock` if too few are left, since goods may be damaged
   * while they are reserved. An expired one is committed too while there is stock for all of it.
   */
  commit: operation({
    name: "commit",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), fencingToken: orderToken }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("committed") }),
      z.object({ outcome: z.literal("outOfStock"), lines: z.array(shortLine) }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Releases a reservation. An unknown one is stored as released; a committed one stays committed. */
  release: operation({
    name: "release",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), fencingToken: orderToken }),
    output: z.object({ outcome: z.enum(["released", "committed"]) }),
  }),

  /**
   * Ends the commitment of units, once for each cause and line, and of no more than the checkout has committed: `sent` ones leave the shelf,
   * `cancelled` ones can be sold again.
   */
  endCommitment: operation({
    name: "endCommitment",
    callers: ["orders"],
    input: z.object({
      checkoutId: z.string(),
      /** The id of a parcel, a hand-over or a cancellation; the checkout for an order that is rolled back. */
      causeId: z.string(),
      outcome: z.enum(["sent", "cancelled"]),
      lines: z.array(z.object({ lineId: z.string(), variantId: z.string(), quantity })).min(1),
      fencingToken: orderToken,
    }),
    output: z.object({ outcome: z.literal("ended") }),
  }),

  /**
   * Commits available units for returned ones that an order replaces, once for each replacement: they are sent like the units that its checkout
   * has committed. `outOfStock` if too few are available; `gone` after its cancellation. Units that are not counted are skipped.
   */
  commitReplacement: operation({
    name: "commitReplacement",
    callers: ["orders"],
    input: z.object({
      replacementId: z.string(),
      checkoutId: z.string(),
      lines: z.array(z.object({ variantId: z.string(), quantity })).min(1),
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("committed") }),
      z.object({ outcome: z.literal("outOfStock"), lines: z.array(shortLine) }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Cancels a replacement of which no unit was sent. An unknown one is stored as cancelled, so that a late commit fails. */
  cancelReplacement: operation({
    name: "cancelReplacement",
    callers: ["orders"],
    input: z.object({ replacementId: z.string(), checkoutId: z.string(), fencingToken: orderToken }),
    output: z.object({ outcome: z.literal("cancelled") }),
  }),

  /** Returns sold units to the stock, once for each cause and line. */
  restock: operation({
    name: "restock",
    callers: ["orders"],
    input: z.object({
      /** The cause, such as the id of a return or a refund. */
      causeId: z.string(),
      lines: z.array(z.object({ lineId: z.string(), variantId: z.string(), quantity })).min(1),
      fencingToken: orderToken,
    }),
    output: z.object({ outcome: z.literal("restocked") }),
  }),

  personalData,
};
