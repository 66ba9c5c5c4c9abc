/** What products answers to other services: prices and stock for a cart, and the life of a hold. */
import { operation, turn } from "@hansa/kit/contract";
import { z } from "zod";
import { personalData } from "./personal-data.ts";
import { taxClass } from "./tax-class.ts";

/** The turn at the order that it is asked for; null where there is no order. */
const orderTurn = turn.nullable().default(null);

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
  /** Null for what is not sent by parcel. */
  weightGrams: z.int().nullable(),
  /** Units that can still be sold; null if the variant is not counted. */
  available: z.int().nullable(),
  /** The collections it stands in, and those that these stand in. */
  collectionIds: z.array(z.string()),
});

/** When a hold ends, and what time it is by the same clock: two services need not agree on the time, only on how long. */
const until = { expiresAt: z.int(), asOf: z.int().nullable().default(null) };

const shortLine = z.object({ variantId: z.string(), wanted: z.int(), available: z.int() });

export const products = {
  /** Today's facts about variants. Those that are not on sale are in neither list. */
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

  /**
   * Checks prices and stock and holds the stock, in one transaction. Asked again for the same checkout it answers the same.
   * A checkout that was released before can never hold again.
   */
  reserve: operation({
    name: "reserve",
    callers: ["orders"],
    input: z.object({
      checkoutId: z.string(),
      cartId: z.string(),
      /** The user's id; null for a guest, whose holds are counted by cart. */
      userId: z.string().nullable(),
      /** Keyed hash of the guest's network, which stands for no address outside orders. Null if unknown. */
      network: z.string().nullable(),
      currency: z.string(),
      ...until,
      lines: z.array(z.object({ variantId: z.string(), quantity, expectedPriceMinor: minor })).min(1),
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("held"), expiresAt: z.int() }),
      z.object({ outcome: z.literal("outOfStock"), lines: z.array(shortLine) }),
      /** Null: no longer sold, or not in this currency. */
      z.object({
        outcome: z.literal("priceChanged"),
        lines: z.array(z.object({ variantId: z.string(), priceMinor: minor.nullable() })),
      }),
      z.object({ outcome: z.literal("holdLimit"), maximum: z.int() }),
      /** Over the share of a variant's stock that one account, or the guests of one network, may reserve. */
      z.object({ outcome: z.literal("reservationLimit"), lines: z.array(shortLine) }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Keeps a live hold until `expiresAt`, never shortening it. */
  extend: operation({
    name: "extend",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), ...until }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("held"), expiresAt: z.int() }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Takes what is held off the shelf for good. A hold that has run out is taken all the same while there is stock for all of it. */
  commit: operation({
    name: "commit",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), turn: orderTurn }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("committed") }),
      z.object({ outcome: z.literal("outOfStock"), lines: z.array(shortLine) }),
      z.object({ outcome: z.literal("gone") }),
    ]),
  }),

  /** Gives back what is held. What is unknown is remembered as released; what was committed stays so. */
  release: operation({
    name: "release",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string(), turn: orderTurn }),
    output: z.object({ outcome: z.enum(["released", "committed"]) }),
  }),

  /** Puts sold units back on the shelf, once for each cause and line. */
  restock: operation({
    name: "restock",
    callers: ["orders"],
    input: z.object({
      /** What brought them back, such as the id of a checkout or a return. */
      causeId: z.string(),
      lines: z.array(z.object({ lineId: z.string(), variantId: z.string(), quantity })).min(1),
      turn: orderTurn,
    }),
    output: z.object({ outcome: z.literal("restocked") }),
  }),

  personalData,
};
