/** Must not compile: a variable of the query is missing. */

import { CheckoutDocument } from "../../lab/client/documents/purchase.ts";
import { executeDocument } from "../../lab/client/graphql-client.ts";

export function leaveOutVariable(): Promise<unknown> {
  return executeDocument("http://127.0.0.1", CheckoutDocument, {});
}
