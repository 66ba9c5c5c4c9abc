/** Must not compile: it leaves out a variable that the query needs. */
import { ask } from "../client.ts";
import { CheckoutDocument } from "../shop/documents.ts";

export function leaveOutVariable(): Promise<unknown> {
  return ask("http://127.0.0.1", CheckoutDocument, {});
}
