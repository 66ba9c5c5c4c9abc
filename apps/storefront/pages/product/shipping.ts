/** The request for the cost of shipping a variant to a country. */
import type { StorefrontShippingEstimateQuery } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { graph } from "../../shop/graph.ts";

const ShippingEstimateDocument = graphql(`
  query StorefrontShippingEstimate($id: ID!, $country: CountryCode!, $currency: CurrencyCode) {
    shop { shipsTo }
    variant(id: $id) {
      id
      shippingEstimates(country: $country, currency: $currency) {
        id
        label
        price { decimal currency }
        etaDaysMin
        etaDaysMax
      }
    }
  }
`);

type ReadVariant = NonNullable<StorefrontShippingEstimateQuery["variant"]>;

export type ShippingEstimate = {
  countries: readonly string[];
  options: NonNullable<ReadVariant["shippingEstimates"]>;
};

/** Null: orders, which knows the cost, is away. */
export async function readShippingEstimate(
  id: string,
  country: string,
  currency: string | null,
): Promise<ShippingEstimate | null> {
  const { data } = await graph.send(ShippingEstimateDocument, { id, country, currency });
  const options = data?.variant?.shippingEstimates;
  return data?.shop && options ? { countries: data.shop.shipsTo, options } : null;
}
