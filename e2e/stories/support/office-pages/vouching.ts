/** The end of vouching for sessions of staff: without users the shop does so for a while. */
import { OrderInFullDocument } from "@hansa/client/documents/orders";
import { executeDocument } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import { placePaidOrder, signInStaff } from "@hansa/client/staff-desk";
import type { Shop } from "../../../../cli/testing/shop.ts";

/** To be called while users are there; the function that it gives waits until no session of staff can be verified. */
export async function watchVouching(shop: Shop): Promise<() => Promise<true>> {
  const { id } = await placePaidOrder(shop, {});
  const as = await signInStaff(shop, "SUPPORT");
  return () =>
    eventually("no session can be verified", async () => {
      const { errors } = await executeDocument(shop.url, OrderInFullDocument, { id }, as);
      return errors?.some(({ extensions }) => extensions?.code === "SESSION_UNVERIFIABLE") || undefined;
    });
}
