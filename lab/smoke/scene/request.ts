/** Sends a GraphQL request and throws unless the response has the expected shape. */
import type { z } from "zod";
import { askShop, type ShopAddress } from "../meter.ts";

/** The data of the answer. Throws, with the answer, if it is another one. */
export async function requireData<Data extends z.ZodType>(
  shop: ShopAddress,
  query: string,
  variables: Record<string, unknown>,
  data: Data,
  token?: string,
  guest?: readonly string[],
): Promise<z.output<Data>> {
  const answer = await askShop(shop, query, { variables, token, guest });
  const parsed = data.safeParse(answer.data);
  if (!parsed.success) throw new Error(`the shop answered ${JSON.stringify(answer).slice(0, 600)}`);
  return parsed.data;
}
