/** The seed's mutations of staff, and of customers after their purchase. */
import { z } from "zod";
import { mutation, saved } from "./purchase.ts";

export const orderNoteAdd = orderChange("orderNoteAdd", "OrderNoteAdded");
export const orderCancel = orderChange("orderCancel", "OrderCancelled");
export const orderLinesCancel = orderChange("orderLinesCancel", "OrderLinesCancelled");
export const orderRefund = mutation(
  "orders",
  "orderRefund",
  "... on OrderRefunded { refund { state } }",
  z.object({ refund: z.object({ state: z.string() }) }),
);

export const fulfilmentCreate = saved("orders", "fulfilmentCreate", "FulfilmentCreated", "fulfilment");
export const shipmentCreate = saved("orders", "shipmentCreate", "ShipmentCreated", "shipment");
export const shipmentUpdate = saved("orders", "shipmentUpdate", "ShipmentUpdated", "shipment");

export const returnRequest = saved("orders", "returnRequest", "ReturnRequested", "orderReturn");
export const returnResolve = saved("orders", "returnResolve", "ReturnResolved", "orderReturn");
export const returnReceive = saved("orders", "returnReceive", "ReturnReceived", "orderReturn");

export const reviewSubmit = saved("products", "reviewSubmit", "ReviewSaved", "review");
export const reviewModerate = saved("products", "reviewModerate", "ReviewSaved", "review");

export const promotionSave = saved("orders", "promotionSave", "PromotionSaved", "promotion");

export const roleAssign = saved("users", "roleAssign", "RoleAssigned", "user");
/** Its key is asked for by nobody, so nobody knows it. */
export const apiClientCreate = saved("users", "apiClientCreate", "ApiClientCreated", "client");
export const apiClientRevoke = saved("users", "apiClientRevoke", "ApiClientRevoked", "client");

function orderChange(field: string, success: string) {
  const order = z.object({ id: z.string().min(1), state: z.string() });
  return mutation("orders", field, `... on ${success} { order { id state } }`, z.object({ order }));
}
