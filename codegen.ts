/** What is generated from the schemas: resolver types for each subgraph, and typed documents for whoever queries the graph. */
import type { CodegenConfig } from "@graphql-codegen/cli";

const scalars = {
  DateTime: "number",
  CurrencyCode: "string",
  CountryCode: "string",
  Decimal: "string",
  MinorUnits: "number",
  ID: "string",
  /** Only the federation directives use it. */
  _FieldSet: "string",
};

/** `mappers` says what a resolver of that type is handed: a row of the store, or a reference that is resolved elsewhere. */
function resolverTypes(mappers: Record<string, string>) {
  return {
    plugins: ["typescript", "typescript-resolvers"],
    config: {
      federation: true,
      contextType: "../context.ts#Context",
      mappers: { Money: "@hansa/kit/money#Money as MoneyValue", ...mappers },
      scalars,
      enumsAsTypes: true,
      useTypeImports: true,
      importExtension: ".ts",
      resolversNonOptionalTypename: { unionMember: true },
      maybeValue: "T | null",
      inputMaybeValue: "T | null | undefined",
      avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
      makeResolverTypeCallable: true,
      strictScalars: true,
    },
  };
}

const config: CodegenConfig = {
  generates: {
    "subgraphs/products/src/generated/resolvers.ts": {
      schema: "subgraphs/products/schema.graphql",
      ...resolverTypes({
        Product: "../store/tables.ts#ProductRow",
        ProductVariant: "../store/tables.ts#VariantRow",
        Collection: "../store/tables.ts#CollectionRow",
        Facet: "../store/tables.ts#FacetRow",
        Media: "../store/tables.ts#MediaRow",
        StockMovement: "../store/tables.ts#StockMovementRow",
        SearchEdge: "../service/search.ts#Found",
        ProductConnection: "../service/listing.ts#ProductPage",
        SearchConnection: "../service/search.ts#SearchPage",
        StockMovementConnection: "../service/stock.ts#MovementPage",
        ProductVariantConnection: "../service/variants.ts#VariantPage",
        CollectionConnection: "../service/collections.ts#CollectionPage",
      }),
    },
  },
};

export default config;
