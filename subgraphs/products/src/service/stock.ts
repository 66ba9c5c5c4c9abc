/** Stock as the graph shows and changes it: the badge on a product, movements, and what the warehouse counts. */
import { findEarlier, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { type Connection, connectionOf, readPage } from "@hansa/kit/pages";
import { invalid, keyInProgress, keyReused, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { InventoryAdjustInput, StockStatus } from "../generated/resolvers.ts";
import { changeOnHand, countMovements, findMovements, findStockLevels, type MovementFilter } from "../store/stock.ts";
import type { ProductRow, StockMovementRow, VariantRow } from "../store/tables.ts";
import { findVariantsByIds } from "../store/variants.ts";
import type { Answer } from "./answers.ts";
import { recordMovement } from "./holds.ts";

/** More than this in one movement is a slip of the finger. */
const largestMovement = 1_000_000_000;

/** Units that can still be sold; null if the variant is not counted. */
export async function availableOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  const level = await loaders.stockByVariant.load(variant.id);
  return level ? level.onHand - level.reserved : 0;
}

/** Good enough for a badge. */
export async function stockStatusOf(context: Context, variant: VariantRow): Promise<StockStatus> {
  const available = await availableOf(context, variant);
  if (available === null || available > context.rules.lowStock) return "IN_STOCK";
  return available > 0 ? "LOW_STOCK" : "OUT_OF_STOCK";
}

/** The best badge among a product's variants. */
export async function stockStatusOfProduct(context: Context, product: ProductRow): Promise<StockStatus> {
  const variants = await context.loaders.variantsByProduct.load(product.id);
  const statuses = await Promise.all(variants.map((variant) => stockStatusOf(context, variant)));
  if (statuses.includes("IN_STOCK")) return "IN_STOCK";
  return statuses.includes("LOW_STOCK") ? "LOW_STOCK" : "OUT_OF_STOCK";
}

/** Changes what is on hand and writes the movement down. Going below what is reserved for customers is refused. */
export async function adjustInventory(
  context: Context,
  input: InventoryAdjustInput,
): Promise<Answer<"InventoryAdjustResult">> {
  const { store, world, viewer, notes } = context;
  const key: RequestKey = {
    scope: viewer.kind === "user" ? viewer.id : viewer.kind,
    key: input.idempotencyKey,
    operation: "inventoryAdjust",
    request: input,
  };
  return store.write("adjust-inventory", async (tx) => {
    const earlier = await findEarlier(tx, key, world.now());
    if (earlier.outcome === "reused") return keyReused();
    if (earlier.outcome === "inProgress") return keyInProgress(earlier.retryAfterMs);
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    if (earlier.outcome === "done") {
      notes.replayed = true;
      return { __typename: "InventoryAdjusted", variant };
    }

    if (!variant.tracked) return invalid([problem("variantId", "NOT_TRACKED", "This variant is not counted.")]);
    if (input.delta === 0 || Math.abs(input.delta) > largestMovement) {
      return invalid([
        problem("delta", "OUT_OF_RANGE", `A movement is at least one unit and at most ${largestMovement}.`),
      ]);
    }
    const level = await changeOnHand(tx, variant.id, input.delta);
    if (!level) {
      const [now] = await findStockLevels(tx, [variant.id]);
      const message = "Stock cannot go below what is reserved for customers.";
      return {
        ...refusal("StockReservedError", "STOCK_RESERVED", message, ["input", "delta"]),
        reserved: now?.reserved ?? 0,
        onHand: now?.onHand ?? 0,
      };
    }
    await recordMovement(context, tx, {
      variantId: variant.id,
      delta: input.delta,
      onHandAfter: level.onHand,
      reason: input.reason,
      note: input.note ?? null,
      causeId: world.newId("adj"),
      causeLine: variant.id,
    });
    await keepAnswer(tx, key, world.now(), { variantId: variant.id });
    return { __typename: "InventoryAdjusted", variant };
  });
}

/** A page of movements that remembers its filter, for whoever also asks for the count. */
export type MovementPage = Connection<StockMovementRow> & { filter: MovementFilter };

type MovementArgs = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: MovementFilter | null | undefined;
};

/** Movements of stock, the newest first. */
export async function listMovements({ store }: Context, args: MovementArgs): Promise<MovementPage> {
  const page = readPage(args, 50);
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findMovements(db, filter, page));
  return { ...connectionOf(page, rows, (row) => [row.at, row.id]), filter };
}

export function countAllMovements({ store }: Context, filter: MovementFilter): Promise<number> {
  return store.read((db) => countMovements(db, filter));
}

/** The checkout that a sale or its restock belongs to; null for what the warehouse did. */
export function checkoutOf({ causeId }: StockMovementRow): string | null {
  return causeId.startsWith("chk_") ? causeId : null;
}
