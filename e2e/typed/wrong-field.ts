/** Must not compile: it reads a field that the query did not ask for. */
import { ask } from "../client.ts";
import { CheckoutDocument } from "../shop/documents.ts";

export async function readWrongField(): Promise<unknown> {
  const { data } = await ask("http://127.0.0.1", CheckoutDocument, { id: "chk_1" });
  return data?.checkout?.colour;
}
