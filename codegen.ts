/** What is generated from the schemas: resolver types for each subgraph, and typed documents for whoever queries the graph. */
import { readFileSync } from "node:fs";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { taxClassByName } from "./packages/contracts/src/tax-class.ts";

const scalars = {
  DateTime: "number",
  CurrencyCode: "string",
  CountryCode: "string",
  Decimal: "string",
  Rate: "string",
  MinorUnits: "number",
  ID: "string",
  /** Only the federation directives use it. */
  _FieldSet: "string",
};

/** Enums whose values have other names inside a service. */
const taxClass = { TaxClass: taxClassByName };
const none = {};

const money = "@hansa/kit/money#Money as MoneyValue";

/** `mappers` says what a resolver of that type is handed: a row of the store, or a reference that is resolved elsewhere. */
function resolverTypes(enumValues: Record<string, Record<string, string>>, mappers: Record<string, string>) {
  return {
    plugins: ["typescript", "typescript-resolvers"],
    config: {
      federation: true,
      contextType: "../context.ts#Context",
      mappers,
      scalars,
      enumsAsTypes: true,
      enumValues,
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
      ...resolverTypes(taxClass, {
        Money: money,
        Product: "../store/tables.ts#ProductRow",
        ProductVariant: "../store/tables.ts#VariantRow",
        Collection: "../store/tables.ts#CollectionRow",
        Facet: "../store/tables.ts#FacetRow",
        Media: "../store/tables.ts#MediaRow",
        StockMovement: "../store/stock-tables.ts#StockMovementRow",
        Review: "../store/review-tables.ts#ReviewRow",
        ReviewConnection: "../service/reviews/reviews.ts#ReviewPage",
        User: "../service/reviews/reviews.ts#Referred",
        ImportJob: "../store/import-tables.ts#ImportJobRow",
        ImportProblem: "../store/import-tables.ts#ImportProblemRow",
        ImportJobConnection: "../service/importing/jobs.ts#ImportJobPage",
        ImportProblemConnection: "../service/importing/problems.ts#ImportProblemPage",
        SearchEdge: "../service/shop/search.ts#Found",
        ProductConnection: "../service/shop/listing.ts#ProductPage",
        SearchConnection: "../service/shop/search.ts#SearchPage",
        StockMovementConnection: "../service/stock/movements.ts#MovementPage",
        ProductVariantConnection: "../service/shop/choosing.ts#VariantPage",
        CollectionConnection: "../service/shop/collections.ts#CollectionPage",
        FacetValueConnection: "../service/shop/facet-values.ts#FacetValuePage",
      }),
    },
    "subgraphs/orders/src/generated/resolvers.ts": {
      schema: "subgraphs/orders/schema.graphql",
      ...resolverTypes(taxClass, {
        Money: money,
        Cart: "../store/tables.ts#CartRow",
        CartLine: "../service/cart/lines.ts#CartLineSeen",
        AddressSnapshot: "@hansa/contracts/users#AddressSnapshot as AddressCopy",
        Checkout: "../store/tables.ts#CheckoutRow",
        Order: "../store/tables.ts#OrderRow",
        OrderLine: "../service/checkout/views.ts#OrderLineIn",
        OrderEvent: "../store/tables.ts#OrderEventRow",
        OrderNote: "../store/tables.ts#OrderNoteRow",
        OrderConnection: "../service/order/orders.ts#OrderPage",
        Fulfilment: "../store/tables.ts#FulfilmentRow",
        Shipment: "../store/tables.ts#ShipmentRow",
        LinePart: "../service/order/views.ts#PartIn",
        OrderRefund: "../store/tables.ts#RefundRow",
        RefundPart: "../service/order/views.ts#RefundPartIn",
        OrderReturn: "../store/tables.ts#ReturnRow",
        ReturnPart: "../service/order/views.ts#ReturnPartIn",
        OrderReturnConnection: "../service/returns/lists.ts#ReturnPage",
        Totals: "../service/checkout/views.ts#TotalsIn",
        TaxLine: "../service/checkout/views.ts#TaxIn",
        AppliedPromotion: "../service/checkout/views.ts#AppliedIn",
        Promotion: "../store/tables.ts#PromotionRow",
        PromotionConnection: "../service/promotions/lists.ts#PromotionPage",
        ShippingOption: "../service/checkout/views.ts#ShippingIn",
        ShopSettings: "../store/tables.ts#SettingsRow",
        SellerAddress: "@hansa/kit/address/postal-address#Place as SellerPlace",
        ShippingZone: "../store/tables.ts#ShippingZoneRow",
        ShippingMethod: "../store/tables.ts#ShippingMethodRow",
        ShippingRate: "../store/tables.ts#ShippingRateRow",
        TaxRate: "../store/tables.ts#TaxRateRow",
        TaxDocument: "../store/tables.ts#TaxDocumentRow",
        TaxDocumentConnection: "../service/books/lists.ts#DocumentPage",
        TaxDocumentItem: "../service/books/lists.ts#ItemIn",
        TaxReport: "../service/books/tax-report.ts#TaxReport as TaxReportOfMonth",
        TaxReportRow: "../service/books/tax-report.ts#TaxReportRow as TaxReportOfRate",
        ShopSetup: "../service/checkout/views.ts#Referred",
        User: "../service/checkout/views.ts#Referred",
        SalesReport: "../service/figures/sales-report.ts#Report",
        SalesReportRow: "../service/figures/sales-report.ts#ReportRow",
        Product: "../service/checkout/views.ts#Referred",
        ProductVariant: "../service/checkout/views.ts#ReferredVariant",
      }),
    },
    "subgraphs/users/src/generated/resolvers.ts": {
      schema: "subgraphs/users/schema.graphql",
      ...resolverTypes(none, {
        User: "../store/tables.ts#UserRow",
        Address: "../store/tables.ts#AddressRow",
        ActiveSession: "../store/tables.ts#SessionRow",
        AuditEntry: "../store/tables.ts#AuditEntryRow",
        ApiClient: "../store/tables.ts#ApiClientRow",
        ApiClientConnection: "../service/api-clients.ts#ApiClientPage",
        UserConnection: "../service/people.ts#UserPage",
        AuditEntryConnection: "../service/audit.ts#AuditPage",
      }),
    },
    "subgraphs/payments/src/generated/resolvers.ts": {
      schema: "subgraphs/payments/schema.graphql",
      ...resolverTypes(none, {
        Money: money,
        Payment: "../store/tables.ts#PaymentRow",
        PaymentEvent: "../store/tables.ts#PaymentEventRow",
        Refund: "../store/tables.ts#RefundRow",
        Dispute: "../store/tables.ts#DisputeRow",
        SavedPaymentMethod: "../store/tables.ts#SavedMethodRow",
        LedgerEntry: "../store/tables.ts#LedgerEntryRow",
        PaymentConnection: "../service/books.ts#PaymentPage",
        LedgerEntryConnection: "../service/books.ts#LedgerPage",
        User: "../service/elsewhere.ts#UserReference",
        Checkout: "../service/elsewhere.ts#CheckoutReference",
        Order: "../service/elsewhere.ts#OrderReference",
        OrderRefund: "../service/elsewhere.ts#OrderRefundReference",
      }),
    },
    "e2e/generated/": {
      schema: "router/client/schema.graphql",
      documents: ["e2e/**/*.ts", "scripts/smoke/**/*.ts", "!e2e/generated/**", "!e2e/typed/**"],
      preset: "client",
      presetConfig: { fragmentMasking: { unmaskFunctionName: "getFragmentData" } },
      config: {
        documentMode: "string",
        scalars: { ...scalars, DateTime: "string" },
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: ".ts",
        emitLegacyCommonJSImports: false,
      },
    },
    // As docs/frontend.md tells front ends to do, with the files of the router.
    "examples/generated/": {
      schema: "router/client/schema.graphql",
      documents: ["examples/**/*.ts", "!examples/generated/**"],
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        scalars: JSON.parse(readFileSync("router/client/scalars.json", "utf8")),
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: ".ts",
        emitLegacyCommonJSImports: false,
      },
    },
  },
};

export default config;
