/** Must compile: the same question, asked as its types say. */
import { ask } from "../client.ts";
import { CheckoutDocument } from "../shop/documents.ts";

export async function readState(): Promise<string | undefined> {
  const { data } = await ask("http://127.0.0.1", CheckoutDocument, { id: "chk_1" });
  return data?.checkout?.state;
}
