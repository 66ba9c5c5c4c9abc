/** Must compile: the query with its variables and fields. */

import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument } from "@hansa/client/graphql-client";

export async function readState(): Promise<string | undefined> {
  const { data } = await executeDocument("http://127.0.0.1", CheckoutDocument, { id: "chk_1" });
  return data?.checkout?.state;
}
