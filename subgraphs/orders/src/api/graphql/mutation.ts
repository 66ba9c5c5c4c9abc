/** Mutations of carts, checkouts, orders, promotions and settings. */
import type { MutationResolvers } from "../../generated/resolvers.ts";
import { claimOrder } from "../../service/accounts/claim.ts";
import { cancelLines, cancelOrder } from "../../service/cancellation/cancellation.ts";
import { addLines, changeLines, createCart, removeLines } from "../../service/cart/carts.ts";
import { claimCart } from "../../service/cart/claim.ts";
import { applyCode, removeCode } from "../../service/cart/codes.ts";
import { completeCheckout } from "../../service/checkout/completion.ts";
import { reopenCheckout } from "../../service/checkout/reopen.ts";
import { startCheckout } from "../../service/checkout/start.ts";
import { updateCheckout } from "../../service/checkout/update.ts";
import { updateContact } from "../../service/contact/contact-update.ts";
import { resendMail } from "../../service/email/mail-resend.ts";
import { createFulfilment } from "../../service/fulfilment/fulfilments.ts";
import { updateShipment } from "../../service/fulfilment/parcel-update.ts";
import { createShipment } from "../../service/fulfilment/parcels.ts";
import { putBackGoods } from "../../service/fulfilment/put-back.ts";
import { holdOrderManually, releaseHold } from "../../service/lifecycle/manual-holds.ts";
import { captureOrder } from "../../service/payment/capture.ts";
import { endPromotion, savePromotion } from "../../service/promotions/promotions.ts";
import { refundOrder } from "../../service/refunds/refund.ts";
import { correctVatId } from "../../service/refunds/vat-id-correction.ts";
import { receiveReturn } from "../../service/returns/arrivals.ts";
import { closeReturn } from "../../service/returns/close.ts";
import { requestReturn, resolveReturn } from "../../service/returns/requests.ts";
import { updateSettings } from "../../service/settings/settings.ts";
import { saveMethod } from "../../service/settings/shipping-methods.ts";
import { deleteZone, saveZone } from "../../service/settings/shipping-zones.ts";
import { deletePage, savePage } from "../../service/settings/shop-pages.ts";
import { deleteTaxRate, saveTaxRate } from "../../service/settings/tax-rates.ts";
import { addNote } from "../../service/views/order-lists.ts";
import { recordWithdrawal } from "../../service/withdrawals/channels.ts";
import { confirmWithdrawal } from "../../service/withdrawals/confirmation.ts";
import { contestWithdrawal, recordProof } from "../../service/withdrawals/decisions.ts";
import { declareWithdrawal } from "../../service/withdrawals/declaration.ts";

export const Mutation: MutationResolvers = {
  cartCreate: (_parent, { input }, context) => createCart(context, input),
  cartLinesAdd: (_parent, { input }, context) => addLines(context, input),
  cartLinesUpdate: (_parent, { input }, context) => changeLines(context, input),
  cartLinesRemove: (_parent, { input }, context) => removeLines(context, input),
  cartCodeApply: (_parent, { input }, context) => applyCode(context, input),
  cartCodeRemove: (_parent, { input }, context) => removeCode(context, input),
  cartClaim: (_parent, { input }, context) => claimCart(context, input),
  checkoutStart: (_parent, { input }, context) => startCheckout(context, input),
  checkoutUpdate: (_parent, { input }, context) => updateCheckout(context, input),
  checkoutReopen: (_parent, { input }, context) => reopenCheckout(context, input),
  checkoutComplete: (_parent, { input }, context) => completeCheckout(context, input),
  orderClaim: (_parent, { input }, context) => claimOrder(context, input),
  orderCancel: (_parent, { input }, context) => cancelOrder(context, input),
  orderLinesCancel: (_parent, { input }, context) => cancelLines(context, input),
  orderRefund: (_parent, { input }, context) => refundOrder(context, input),
  orderVatIdCorrect: (_parent, { input }, context) => correctVatId(context, input),
  orderContactUpdate: (_parent, { input }, context) => updateContact(context, input),
  orderMailResend: (_parent, { input }, context) => resendMail(context, input),
  orderHold: (_parent, { input }, context) => holdOrderManually(context, input),
  orderHoldRelease: (_parent, { input }, context) => releaseHold(context, input),
  orderCapture: (_parent, { input }, context) => captureOrder(context, input),
  fulfilmentCreate: (_parent, { input }, context) => createFulfilment(context, input),
  fulfilmentPutBack: (_parent, { input }, context) => putBackGoods(context, input),
  shipmentCreate: (_parent, { input }, context) => createShipment(context, input),
  shipmentUpdate: (_parent, { input }, context) => updateShipment(context, input),
  returnRequest: (_parent, { input }, context) => requestReturn(context, input),
  returnResolve: (_parent, { input }, context) => resolveReturn(context, input),
  returnClose: (_parent, { input }, context) => closeReturn(context, input),
  returnReceive: (_parent, { input }, context) => receiveReturn(context, input),
  withdrawalDeclare: (_parent, { input }, context) => declareWithdrawal(context, input),
  withdrawalConfirm: (_parent, { input }, context) => confirmWithdrawal(context, input),
  withdrawalContest: (_parent, { input }, context) => contestWithdrawal(context, input),
  withdrawalRecord: (_parent, { input }, context) => recordWithdrawal(context, input),
  withdrawalProofRecord: (_parent, { input }, context) => recordProof(context, input),
  orderNoteAdd: (_parent, { input }, context) => addNote(context, input),
  promotionSave: (_parent, { input }, context) => savePromotion(context, input),
  promotionEnd: (_parent, { input }, context) => endPromotion(context, input),
  shopSettingsUpdate: (_parent, { input }, context) => updateSettings(context, input),
  shopPageSave: (_parent, { input }, context) => savePage(context, input),
  shopPageDelete: (_parent, { input }, context) => deletePage(context, input),
  shippingZoneSave: (_parent, { input }, context) => saveZone(context, input),
  shippingZoneDelete: (_parent, { input }, context) => deleteZone(context, input),
  shippingMethodSave: (_parent, { input }, context) => saveMethod(context, input),
  taxRateSave: (_parent, { input }, context) => saveTaxRate(context, input),
  taxRateDelete: (_parent, { input }, context) => deleteTaxRate(context, input),
};
