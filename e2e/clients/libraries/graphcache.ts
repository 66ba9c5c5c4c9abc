/** urql's normalised cache with the schema of the shop: an entity that a mutation changes is changed where it was read before. */

import { findAvailableVariant } from "@hansa/client/buyer";
import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { expect, test } from "vitest";
import { z } from "zod";
import { recordRequests } from "../support/recorded-requests.ts";
import { introspect } from "../support/schema.ts";

const CreateCart = gql`
  mutation CreateCart($input: CartCreateInput!) {
    cartCreate(input: $input) { ... on CartSaved { cart { id lines { id quantity } } } ... on UserError { code } }
  }
`;
const AddLines = gql`
  mutation AddLines($input: CartLinesAddInput!) {
    cartLinesAdd(input: $input) { ... on CartSaved { cart { id lines { id quantity } } } ... on UserError { code } }
  }
`;
const Cart = gql`query Cart($id: ID!) { cart(id: $id) { id lines { id quantity } } }`;

const created = z.object({ cartCreate: z.object({ cart: z.object({ id: z.string() }) }) });

export function testGraphcache(address: () => string): void {
  test("a cart that a mutation changes is changed where it was read before, and a refusal keeps its fields", async () => {
    const url = `${address()}/graphql`;
    const { requests, fetch } = recordRequests();
    const schema = await introspect(address());
    const exchanges = [cacheExchange({ schema }), fetchExchange];
    const client = new Client({ url, preferGetMethod: false, exchanges, fetch });
    // Other stories of the shared shop sell goods out.
    const line = { variantId: (await findAvailableVariant({ url })).id, quantity: 1 };
    const { data } = await client.mutation(CreateCart, { input: { currency: "EUR", lines: [line] } });
    const { id } = created.parse(data).cartCreate.cart;
    expect((await client.query(Cart, { id })).data).toMatchObject({ cart: { id, lines: [{ quantity: 1 }] } });
    await client.mutation(AddLines, { input: { cartId: id, lines: [line] } });
    const sent = requests.length;
    expect((await client.query(Cart, { id })).data).toMatchObject({ cart: { id, lines: [{ quantity: 2 }] } });
    expect(requests).toHaveLength(sent);

    const unknown = { input: { cartId: id, lines: [{ ...line, variantId: "var_missing" }] } };
    const refused = await client.mutation(AddLines, unknown);
    expect([refused.error, refused.data]).toEqual([
      undefined,
      { cartLinesAdd: expect.objectContaining({ code: expect.any(String) }) },
    ]);
  });
}
