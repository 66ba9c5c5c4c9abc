/** Scenes of contacts: an order with a wrong e-mail address, which is corrected before it is sent, and its mails sent again. */
import {
  OrderContactDocument,
  OrderContactUpdateDocument,
  OrderMailResendDocument,
} from "@hansa/client/documents/contacts";
import { requireSuccess } from "@hansa/client/mutation";
import { z } from "zod";
import type { SeenOrder } from "../clients/client.ts";
import { type Actors, askAsStaff, buy, one, pass, retryUntilDone, second, send, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

export const contacts: readonly Scene[] = [
  {
    title: "an e-mail address is corrected twice, the confirmation is sent again each time, and the order is sent",
    act: async (cast) => {
      const order = await buy(cast, [one]);
      await pass(cast, 10 * second);
      for (const email of ["byer@hansa.example", "buyer@hansa.example"]) {
        const correction = { orderId: order.id, email, expectedUpdatedAt: await readTime(cast, order) };
        const key = { idempotencyKey: `${cast.name}-${email}` };
        requireSuccess(await sendAsStaff(cast, OrderContactUpdateDocument, { ...correction, ...key }));
        const again = { orderId: order.id, kind: "CONFIRMED" as const, idempotencyKey: `${cast.name}-again-${email}` };
        requireSuccess(await sendAsStaff(cast, OrderMailResendDocument, again));
        await pass(cast, 10 * second);
      }
      await send(cast, order);
      await pass(cast, 10 * second);
    },
  },
];

/** The time of the order's last change. */
async function readTime(cast: Actors, { id }: SeenOrder): Promise<string> {
  let updatedAt = "";
  await retryUntilDone(cast, async () => {
    ({ updatedAt } = read.parse(await askAsStaff(cast, OrderContactDocument, { id })).order);
  });
  return updatedAt;
}

const read = z.object({ order: z.object({ updatedAt: z.string() }) });
