/** GraphQL documents for the shop's settings, shipping zones, promotions and codes. */
import { graphql } from "../generated/index.ts";

export const PromotionSaveDocument = graphql(`
  mutation PromotionSave($input: PromotionSaveInput!) {
    promotionSave(input: $input) {
      __typename
      ... on PromotionSaved { promotion { id } }
      ... on UserError { code message path }
    }
  }
`);

export const PromotionDocument = graphql(`
  query Promotion($id: ID!) {
    promotion(id: $id) { usesTaken usesTotal }
  }
`);

export const CartCodeApplyDocument = graphql(`
  mutation CartCodeApply($input: CartCodeApplyInput!) {
    cartCodeApply(input: $input) {
      __typename
      ... on CartSaved { cart { code codeRejection totals { discount { minor } total { minor } } } }
      ... on CodeRejectedError { reason }
      ... on UserError { code message path }
    }
  }
`);

export const CartCodeRemoveDocument = graphql(`
  mutation CartCodeRemove($input: CartCodeRemoveInput!) {
    cartCodeRemove(input: $input) { __typename ... on CartSaved { cart { id } } ... on UserError { code message path } }
  }
`);

/** A payment whose refusal shows the cart with its new totals. */
export const PromotionUsedUpDocument = graphql(`
  mutation PromotionUsedUp($input: PaymentStartInput!) {
    paymentStart(input: $input) {
      __typename
      ... on PromotionUsedUpError { usedUp: usedUpReason cart { id totals { discount { minor } } } }
      ... on UserError { code message path }
    }
  }
`);

export const SettingsUpdateDocument = graphql(`
  mutation SettingsUpdate($input: ShopSettingsUpdateInput!) {
    shopSettingsUpdate(input: $input) {
      __typename
      ... on ShopSettingsSaved { settings { version captureMode timeZone } }
      ... on ValidationError { problems { path message } }
      ... on UserError { code message path }
    }
  }
`);

export const ShopPageSaveDocument = graphql(`
  mutation ShopPageSave($input: ShopPageSaveInput!) {
    shopPageSave(input: $input) {
      __typename
      ... on ShopPageSaved { page { slug version } }
      ... on ValidationError { problems { path message } }
      ... on UserError { code message path }
    }
  }
`);

/** All settings of the shop. */
export const SettingsDocument = graphql(`
  query Settings {
    shopSettings {
      name currencies country captureMode pricesIncludeTax senderEmail supportEmail lowStockThreshold compareAtRule
      shippingTaxBasis
      legalName legalAddress { line1 line2 city region postalCode country } vatId timeZone
      reverseCharge reverseChargeCheck exportPrices distanceSales
      invoiceRetentionYears withdrawalDays latePaymentHours returnDays
      logo favicon accentColor themeColor
      cartLimits { lines unitsPerLine }
      reservationSeconds { afterStep inAll withoutEmail }
      reservationLimits { accountUnits accountPercent guestPercent guestMinimum guestMaximum cartUnits promotionUses }
      rateLimits { cartsPerNetwork declinesPerCheckout declinesPerNetwork declinesPerSavedMethod unaskedMailsPerAddress }
      retentionDays { guestCarts unpaidCheckouts unconfirmedAccounts }
    }
  }
`);

export const MissingRatesDocument = graphql(`
  query MissingRates { shopSetup { missingRates { country } } }
`);

export const ShippingZonesDocument = graphql(`query ShippingZones { shippingZones { countries } }`);

export const ShippingZoneSaveDocument = graphql(`
  mutation ShippingZoneSave($input: ShippingZoneSaveInput!) {
    shippingZoneSave(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const TaxReportDocument = graphql(`
  query TaxReport($month: String!) {
    taxReport(month: $month) {
      rows {
        name rate category country
        sales { ...BookedSum } cancellations { ...BookedSum } refunds { ...BookedSum } net { ...BookedSum }
      }
      totals { currency net { total { minor } } rounding { minor } }
      invoices { count first last } creditNotes { count first last }
    }
  }
`);

graphql(`fragment BookedSum on TaxedAmount { base { minor currency } tax { minor } }`);
