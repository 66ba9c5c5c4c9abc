/** Must not compile: a variable of the query is missing. */

import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument } from "@hansa/client/graphql-client";

export function leaveOutVariable(): Promise<unknown> {
  return executeDocument("http://127.0.0.1", CheckoutDocument, {});
}
