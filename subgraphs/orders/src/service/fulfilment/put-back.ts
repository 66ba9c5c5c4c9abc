/** Goods to put back: units that were cancelled or refunded after they had been set aside. Lists of fulfilments for the warehouse. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { invalid, isRefusal, notFound } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FulfilmentPutBackInput } from "../../generated/resolvers.ts";
import {
  changePart,
  countFulfilments,
  type FulfilmentFilter,
  findFulfilment,
  findFulfilmentParts,
  findFulfilmentsPage,
  updateFulfilment,
} from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { FulfilmentRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems, resolveParts } from "../order/parts.ts";
import { quantityExceeded } from "../order/refusals.ts";

type PutBack = MutationResult<"FulfilmentPutBackResult">;
const storedResponse = z.object({ fulfilmentId: z.string() });

/** Records that cancelled units of a fulfilment are on their shelves again. The stock counts them since their cancellation. */
export async function putBackGoods(context: Context, input: FulfilmentPutBackInput): Promise<PutBack> {
  const { store, runtime, viewer } = context;
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const done = await writeOnce(
    context,
    {
      name: "put-back-goods",
      key: createRequestKey(context, "fulfilmentPutBack", input.fulfilmentId, input),
      shape: storedResponse,
    },
    async (tx) => {
      const fulfilment = await findFulfilment(tx, input.fulfilmentId);
      const [order] = fulfilment ? await findOrdersByIds(tx, [fulfilment.orderId]) : [];
      if (!fulfilment || !order) return notFound("fulfilment", ["input", "fulfilmentId"]);
      const parts = await resolveParts(tx, { order, field: "parts" }, input.parts);
      if (isRefusal(parts)) return parts;
      const inside = new Map((await findFulfilmentParts(tx, [fulfilment.id])).map((part) => [part.lineId, part]));
      for (const { line, quantity } of parts) {
        const own = inside.get(line.id);
        if (!own || !(await changePart(tx, own, { toPutBack: -quantity }))) {
          const maximum = own?.toPutBack ?? 0;
          return quantityExceeded(line, order, { field: "parts", maximum, cause: "NOT_CANCELLED" });
        }
      }
      await updateFulfilment(tx, fulfilment.id);
      const summary = `Put back cancelled goods of ${fulfilment.id} of ${order.id}.`;
      await recordAudit(runtime, tx, viewer, { action: "fulfilment.putBack", subjectId: order.id, summary });
      return { fulfilmentId: fulfilment.id };
    },
  );
  if (isRefusal(done)) return done;
  const fulfilment = await store.read((db) => findFulfilment(db, done.fulfilmentId));
  if (!fulfilment) throw new Error("a fulfilment whose goods were put back does not exist");
  return { __typename: "FulfilmentGoodsPutBack", order: await reloadOrder(context, fulfilment.orderId), fulfilment };
}

/** A page of fulfilments that can still count its list. */
export type FulfilmentPage = Connection<FulfilmentRow> & { count: () => Promise<number> };

type Args = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: FulfilmentFilter | null | undefined;
};

/** The fulfilments of all orders, the oldest first. */
export async function listFulfilments({ store }: Context, args: Args): Promise<FulfilmentPage> {
  const page = readTimePage(args, 25, "fulfilments", "OLDEST");
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findFulfilmentsPage(db, filter, page));
  return {
    ...connectionOf(page, rows, (row) => [row.createdAt, row.id]),
    count: () => store.read((db) => countFulfilments(db, filter)),
  };
}
