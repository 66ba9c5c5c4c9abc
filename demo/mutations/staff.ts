/** The seed's mutations of staff, and of customers after their purchase. */
import { z } from "zod";
import { mutation } from "./purchase.ts";

const id = z.string().min(1);
const order = z.object({ order: z.object({ id, state: z.string() }) });
const refund = z.object({ refund: z.object({ state: z.string() }) });
const orderReturn = z.object({ orderReturn: z.object({ id }) });
const review = z.object({ review: z.object({ id }) });

export const orderNoteAdd = mutation("orders", "orderNoteAdd", "... on OrderNoteAdded { order { id state } }", order);

export const orderCancel = mutation("orders", "orderCancel", "... on OrderCancelled { order { id state } }", order);

export const orderLinesCancel = mutation(
  "orders",
  "orderLinesCancel",
  "... on OrderLinesCancelled { order { id state } }",
  order,
);

export const fulfilmentCreate = mutation(
  "orders",
  "fulfilmentCreate",
  "... on FulfilmentCreated { fulfilment { id } }",
  z.object({ fulfilment: z.object({ id }) }),
);

export const shipmentCreate = mutation(
  "orders",
  "shipmentCreate",
  "... on ShipmentCreated { shipment { id } }",
  z.object({ shipment: z.object({ id }) }),
);

export const shipmentUpdate = mutation(
  "orders",
  "shipmentUpdate",
  "... on ShipmentUpdated { shipment { id } }",
  z.object({ shipment: z.object({ id }) }),
);

export const orderRefund = mutation("orders", "orderRefund", "... on OrderRefunded { refund { state } }", refund);

export const returnRequest = mutation(
  "orders",
  "returnRequest",
  "... on ReturnRequested { orderReturn { id } }",
  orderReturn,
);

export const returnResolve = mutation(
  "orders",
  "returnResolve",
  "... on ReturnResolved { orderReturn { id } }",
  orderReturn,
);

export const returnReceive = mutation(
  "orders",
  "returnReceive",
  "... on ReturnReceived { orderReturn { id } }",
  orderReturn,
);

export const reviewSubmit = mutation("products", "reviewSubmit", "... on ReviewSaved { review { id } }", review);

export const reviewModerate = mutation("products", "reviewModerate", "... on ReviewSaved { review { id } }", review);

export const promotionSave = mutation(
  "orders",
  "promotionSave",
  "... on PromotionSaved { promotion { id } }",
  z.object({ promotion: z.object({ id }) }),
);

export const roleAssign = mutation(
  "users",
  "roleAssign",
  "... on RoleAssigned { user { id } }",
  z.object({ user: z.object({ id }) }),
);

/** Its key is asked for by nobody, so nobody knows it. */
export const apiClientCreate = mutation(
  "users",
  "apiClientCreate",
  "... on ApiClientCreated { client { id } }",
  z.object({ client: z.object({ id }) }),
);

export const apiClientRevoke = mutation(
  "users",
  "apiClientRevoke",
  "... on ApiClientRevoked { client { id } }",
  z.object({ client: z.object({ id }) }),
);
