/** Resolvers of settings, pages, shipping zones, shipping methods and tax rates. */
import { regionNameOf } from "@hansa/commerce/address/regions";
import { rateText } from "@hansa/commerce/money";
import type {
  SellerAddressResolvers,
  ShippingMethodResolvers,
  ShippingRateResolvers,
  ShippingZoneResolvers,
  ShopPageResolvers,
  ShopResolvers,
  ShopSettingsResolvers,
  ShopSetupResolvers,
  TaxRateResolvers,
} from "../../generated/resolvers.ts";
import { findNotices } from "../../service/invoicing/distance-sales.ts";
import {
  cartLimitsOf,
  rateLimitsOf,
  reservationLimitsOf,
  reservationSecondsOf,
  retentionDaysOf,
} from "../../service/settings/limits.ts";
import { shippingTaxBasisOf } from "../../service/settings/notices.ts";
import { showSections } from "../../service/settings/page-sections.ts";
import { payableStepsOf } from "../../service/settings/payable-steps.ts";
import { findVisibleMethod } from "../../service/settings/shipping-methods.ts";
import { findVisibleZone, zoneOf } from "../../service/settings/shipping-zones.ts";
import { findMissingPages, listPublishedPages } from "../../service/settings/shop-pages.ts";
import { findMissingSettings, findRatesToAdd } from "../../service/settings/shop-setup.ts";
import { findEnd, findVisibleTaxRate } from "../../service/settings/tax-rates.ts";

export const Shop: ShopResolvers = {
  pages: (_shop, { language }, context) => listPublishedPages(context, language),
};

export const ShopPage: ShopPageResolvers = {
  sections: (page) => showSections(page),
};

export const SellerAddress: SellerAddressResolvers = {
  regionName: (address) => regionNameOf(address),
};

export const ShippingZone: ShippingZoneResolvers = {
  __resolveReference: ({ id }, context) => findVisibleZone(context, id),
  countries: async ({ id }, _args, { loaders }) =>
    (await loaders.countriesByZone.load(id)).map(({ country }) => country),
  methods: ({ id }, _args, { loaders }) => loaders.methodsByZone.load(id),
};

export const ShippingMethod: ShippingMethodResolvers = {
  __resolveReference: ({ id }, context) => findVisibleMethod(context, id),
  zone: (method, _args, context) => zoneOf(context, method),
  rates: ({ id }, _args, { loaders }) => loaders.ratesByMethod.load(id),
};

export const ShippingRate: ShippingRateResolvers = {
  fromSubtotal: ({ fromSubtotalMinor: minor, currency }) => ({ minor, currency }),
  price: ({ minor, currency }) => ({ minor, currency }),
};

export const ShopSettings: ShopSettingsResolvers = {
  payableSteps: (settings) => payableStepsOf(settings),
  shippingTaxBasis: (settings) => shippingTaxBasisOf(settings),
  rateLimits: (settings) => rateLimitsOf(settings),
  reservationLimits: (settings) => reservationLimitsOf(settings),
  retentionDays: (settings) => retentionDaysOf(settings),
  cartLimits: (settings) => cartLimitsOf(settings),
  reservationSeconds: (settings) => reservationSecondsOf(settings),
};

export const ShopSetup: ShopSetupResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  missingSettings: (_setup, _args, context) => findMissingSettings(context),
  notices: (_setup, _args, context) => findNotices(context),
  missingRates: (_setup, _args, context) => findRatesToAdd(context),
  missingPages: (_setup, _args, context) => findMissingPages(context),
};

export const TaxRate: TaxRateResolvers = {
  __resolveReference: ({ id }, context) => findVisibleTaxRate(context, id),
  rate: ({ rate }) => rateText(rate),
  endsAt: (rate, _args, context) => findEnd(context, rate),
  changeable: ({ startsAt }, _args, { runtime }) => startsAt > runtime.now(),
};
