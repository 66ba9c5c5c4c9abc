/** Loaders of one request: lookups for many carts or orders are combined into one statement each. */

import { batchesOf, loadMany, loadOne, memoize, type Page } from "@hansa/kit/graphql";
import { type Runtime, typedDigits } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import type DataLoader from "dataloader";
import { findCustomer } from "../store/accounts/account-emails.ts";
import { findCustomerValues } from "../store/analytics/customer-values.ts";
import { findBoughtTogether, findUnitsSold } from "../store/analytics/projections.ts";
import { findActiveCarts, findCartLinesByIds, findCartsByIds, findLinesByCarts } from "../store/cart/carts.ts";
import { findCheckoutsByIds, findLiveCheckouts } from "../store/checkout/checkouts.ts";
import { findMailsByOrders } from "../store/email/order-mails.ts";
import {
  findFulfilmentParts,
  findFulfilmentsByIds,
  findFulfilmentsByOrders,
  findLastArrivals,
  findShipmentParts,
  findShipmentsByFulfilments,
  findShipmentsByIds,
  findShipmentsByOrders,
} from "../store/fulfilment/fulfilments.ts";
import { findDocumentsByIds, findDocumentsByOrders, findRetainedBuyers } from "../store/invoicing/tax-documents.ts";
import { findCountersByOrders } from "../store/order/line-counters.ts";
import { countOrdersByCustomers, findOrdersByCustomers } from "../store/order/order-lists.ts";
import {
  findEventsByOrders,
  findLineSummariesByOrders,
  findNotesByOrders,
  findOrdersByCheckouts,
  findOrdersByIds,
  findOrdersByNumbers,
  findTaxesByLines,
} from "../store/order/orders.ts";
import { findCapturesByOrders, findMoneyByOrders } from "../store/payment/balances.ts";
import {
  findRefundParts,
  findRefundsByIds,
  findRefundsByOrders,
  findRefundsByReturns,
} from "../store/payment/refunds.ts";
import { findCancellations } from "../store/processing/order-tasks.ts";
import { findSagasByOrders } from "../store/processing/sagas.ts";
import { findAutomaticPromotions, findPromotionsByCodes, findPromotionsByIds } from "../store/promotions/promotions.ts";
import { countUsesOf } from "../store/promotions/uses.ts";
import { findReturnParts, findReturnsByIds, findReturnsByOrders } from "../store/returns/returns.ts";
import { findMethodRates, findTaxRates, type MethodRate } from "../store/settings/pricing-rates.ts";
import { findSettings } from "../store/settings/settings.ts";
import {
  findCountriesByZones,
  findMethodsByIds,
  findMethodsByZones,
  findRatesByMethods,
  findZonesByIds,
} from "../store/settings/shipping.ts";
import { findPageEntries, type ShopPageEntry } from "../store/settings/shop-pages.ts";
import { findTaxHistory, findTaxRatesByIds } from "../store/settings/tax-rates.ts";
import type { OrderSummary, SettingsRow, TaxRateRow } from "../store/tables.ts";
import { findWithdrawalParts, findWithdrawalsByOrders } from "../store/withdrawals/withdrawals.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Creates loaders. They cache their results, so each request needs its own. */
export function createLoaders(store: Store, runtime: Runtime) {
  const from = batchesOf(store);

  return {
    cartById: loadOne(from(findCartsByIds), (cart) => cart.id),
    activeCartByUser: loadOne(from(findActiveCarts), (active) => active.userId),
    linesByCart: loadMany(from(findLinesByCarts), (line) => line.cartId),
    cartLineById: loadOne(from(findCartLinesByIds), (line) => line.id),
    checkoutById: loadOne(from(findCheckoutsByIds), (checkout) => checkout.id),
    liveCheckoutByCart: loadOne(from(findLiveCheckouts), (checkout) => checkout.cartId),
    orderById: loadOne(from(findOrdersByIds), (order) => order.id),
    /** By the digits of the number. */
    orderByNumber: loadOne(from(findOrdersByNumbers), (order) => typedDigits(order.number) ?? ""),
    orderByCheckout: loadOne(from(findOrdersByCheckouts), (order) => order.checkoutId),
    shipmentsByOrder: loadMany(from(findShipmentsByOrders), (parcel) => parcel.orderId),
    documentById: loadOne(from(findDocumentsByIds), (document) => document.id),
    documentsByOrder: loadMany(from(findDocumentsByOrders), (document) => document.orderId),
    retainedBuyerByOrder: loadOne(from(findRetainedBuyers), (buyer) => buyer.orderId),
    linesByOrder: loadMany(from(findLineSummariesByOrders), (line) => line.orderId),
    taxesByLine: loadOne(from(findTaxesByLines), (line) => line.id),
    eventsByOrder: loadMany(from(findEventsByOrders), (event) => event.orderId),
    notesByOrder: loadMany(from(findNotesByOrders), (note) => note.orderId),
    mailsByOrder: loadMany(from(findMailsByOrders), (mail) => mail.orderId),
    countersByOrder: loadMany(from(findCountersByOrders), (counters) => counters.orderId),
    moneyByOrder: loadOne(from(findMoneyByOrders), (money) => money.orderId),
    capturesByOrder: loadMany(from(findCapturesByOrders), (capture) => capture.orderId),
    arrivalsByOrder: loadMany(from(findLastArrivals), (arrival) => arrival.orderId),
    cancellationByOrder: loadOne(from(findCancellations), (cancellation) => cancellation.orderId),
    sagaByOrder: loadOne(from(findSagasByOrders), (saga) => saga.orderId),
    fulfilmentById: loadOne(from(findFulfilmentsByIds), (fulfilment) => fulfilment.id),
    fulfilmentsByOrder: loadMany(from(findFulfilmentsByOrders), (fulfilment) => fulfilment.orderId),
    partsByFulfilment: loadMany(from(findFulfilmentParts), (part) => part.fulfilmentId),
    shipmentById: loadOne(from(findShipmentsByIds), (shipment) => shipment.id),
    shipmentsByFulfilment: loadMany(from(findShipmentsByFulfilments), (shipment) => shipment.fulfilmentId),
    partsByShipment: loadMany(from(findShipmentParts), (part) => part.shipmentId),
    refundById: loadOne(from(findRefundsByIds), (refund) => refund.id),
    refundsByOrder: loadMany(from(findRefundsByOrders), (refund) => refund.orderId),
    refundsByReturn: loadMany(from(findRefundsByReturns), (refund) => refund.returnId ?? ""),
    partsByRefund: loadMany(from(findRefundParts), (part) => part.refundId),
    returnById: loadOne(from(findReturnsByIds), (row) => row.id),
    returnsByOrder: loadMany(from(findReturnsByOrders), (row) => row.orderId),
    partsByReturn: loadMany(from(findReturnParts), (part) => part.returnId),
    withdrawalsByOrder: loadMany(from(findWithdrawalsByOrders), (row) => row.orderId ?? ""),
    partsByWithdrawal: loadMany(from(findWithdrawalParts), (part) => part.withdrawalId),
    ordersOfCustomer: memoize(
      (page: Page): DataLoader<string, OrderSummary[]> =>
        loadMany(
          from((db, ids) => findOrdersByCustomers(db, page, ids)),
          (order) => order.customerId ?? "",
        ),
    ),
    orderCountOfCustomer: loadOne(from(countOrdersByCustomers), (row) => row.customerId ?? ""),
    boughtTogether: memoize((first: number) =>
      loadMany(
        from((db, ids) => findBoughtTogether(db, ids, first)),
        (pair) => pair.productId,
      ),
    ),
    unitsSoldSince: memoize((day: number) =>
      loadOne(
        from((db, ids) => findUnitsSold(db, ids, day)),
        (sold) => sold.variantId,
      ),
    ),
    valuesByCustomer: loadMany(from(findCustomerValues), (value) => value.customerId),
    /** The automatic promotions in force, under a single key, so that they are loaded once. */
    automaticPromotions: loadMany(
      from((db) => findAutomaticPromotions(db, runtime.now())),
      () => "all",
    ),
    promotionById: loadOne(from(findPromotionsByIds), (promotion) => promotion.id),
    promotionsByCode: loadMany(from(findPromotionsByCodes), (promotion) => promotion.code ?? ""),
    usesByAccount: memoize((userId: string) =>
      store.read(async (db) => countUsesOf(db, await findCustomer(db, userId))),
    ),
    taxRatesOf: memoize(
      (country: string): Promise<TaxRateRow[]> => store.read((db) => findTaxRates(db, country, runtime.now())),
    ),
    methodRatesTo: memoize(
      ({ country, currency }: { country: string; currency: string }): Promise<MethodRate[]> =>
        store.read((db) => findMethodRates(db, country, currency)),
    ),
    settings: memoize<void, Promise<SettingsRow>>(() => store.read((db) => findSettings(db))),
    pageEntries: memoize<void, Promise<ShopPageEntry[]>>(() => store.read((db) => findPageEntries(db))),
    zoneById: loadOne(from(findZonesByIds), (zone) => zone.id),
    countriesByZone: loadMany(from(findCountriesByZones), (lies) => lies.zoneId),
    methodById: loadOne(from(findMethodsByIds), (method) => method.id),
    methodsByZone: loadMany(from(findMethodsByZones), (method) => method.zoneId),
    ratesByMethod: loadMany(from(findRatesByMethods), (rate) => rate.methodId),
    taxRateById: loadOne(from(findTaxRatesByIds), (rate) => rate.id),
    taxHistoryOfCountry: loadMany(from(findTaxHistory), (rate) => rate.country),
  };
}
