/** Must not compile: it reads a field that the query does not select. */

import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument } from "@hansa/client/graphql-client";

export async function readWrongField(): Promise<unknown> {
  const { data } = await executeDocument("http://127.0.0.1", CheckoutDocument, { id: "chk_1" });
  return data?.checkout?.colour;
}
