/** GraphQL documents for products: search, prices, stock and reviews. */
import { graphql } from "../generated/index.ts";

export const ShelfDocument = graphql(`
  query Shelf($text: String!, $currency: CurrencyCode!) {
    search(query: $text, first: 5, filter: { inStock: true }) {
      nodes { id slug title variants(first: 20) { nodes { id sku stockStatus price(currency: $currency) { minor } } } }
    }
  }
`);

export const VariantDocument = graphql(`
  query Variant($sku: String!, $currency: CurrencyCode!) {
    variant(sku: $sku) { id sku available onHand price(currency: $currency) { minor currency } }
  }
`);

/** Products in stock, to fill many carts from: as many variants of each as the budget of a guest has room for. */
export const AvailableProductsDocument = graphql(`
  query AvailableProducts {
    products(first: 100, filter: { inStock: true, currency: "EUR" }) {
      nodes { id slug variants(first: 13) { nodes { id stockStatus weightGrams price(currency: "EUR") { minor } } } }
    }
  }
`);

export const FrequentlyBoughtWithDocument = graphql(`
  query FrequentlyBoughtWith($slug: String!) { product(slug: $slug) { frequentlyBoughtWith { id } } }
`);

export const ProductCreateDocument = graphql(`
  mutation ProductCreate($input: ProductCreateInput!) {
    productCreate(input: $input) {
      __typename
      ... on ProductSaved { product { id status } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ProductPublishDocument = graphql(`
  mutation ProductPublish($input: ProductPublishInput!) {
    productPublish(input: $input) { __typename ... on ProductSaved { product { id status } } ... on UserError { code message path } }
  }
`);

export const VariantSaveDocument = graphql(`
  mutation VariantSave($input: VariantSaveInput!) {
    variantSave(input: $input) {
      __typename
      ... on VariantSaved { variant { id } }
      ... on SkuTakenError { variant { id } }
      ... on UserError { code message path }
    }
  }
`);

export const PriceSetDocument = graphql(`
  mutation PriceSet($input: VariantPriceSetInput!) {
    variantPriceSet(input: $input) { __typename ... on VariantSaved { variant { id } } ... on UserError { code message path } }
  }
`);

export const InventoryAdjustDocument = graphql(`
  mutation InventoryAdjust($input: InventoryAdjustInput!) {
    inventoryAdjust(input: $input) {
      __typename
      ... on InventoryAdjusted { variant { id } }
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const InventoryAdjustManyDocument = graphql(`
  mutation InventoryAdjustMany($input: InventoryAdjustManyInput!) {
    inventoryAdjustMany(input: $input) {
      __typename
      ... on IdempotencyInProgressError { retryAfterMs }
      ... on UserError { code message path }
    }
  }
`);

export const ReviewSubmitDocument = graphql(`
  mutation ReviewSubmit($input: ReviewSubmitInput!) {
    reviewSubmit(input: $input) {
      __typename
      ... on ReviewSaved { review { id } }
      ... on UserError { code message path }
    }
  }
`);

export const ReviewModerateDocument = graphql(`
  mutation ReviewModerate($input: ReviewModerateInput!) {
    reviewModerate(input: $input) { __typename ... on ReviewSaved { review { id } } ... on UserError { code message path } }
  }
`);

export const ReviewsDocument = graphql(`
  query Reviews($productId: ID!) {
    product(id: $productId) { reviews(first: 50) { nodes { id body author { displayName } } } }
  }
`);
