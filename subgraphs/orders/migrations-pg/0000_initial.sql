-- As SQLite's migrations up to 0032.
CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_emails" (
	"user_id" text NOT NULL,
	"email" text,
	"verifications" bigint NOT NULL,
	"joined" bigint NOT NULL,
	PRIMARY KEY ("user_id")
);
--> statement-breakpoint
CREATE TABLE "active_carts" (
	"user_id" text NOT NULL,
	"cart_id" text NOT NULL,
	PRIMARY KEY ("user_id")
);
--> statement-breakpoint
CREATE TABLE "alarms" (
	"id" text NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"count" bigint NOT NULL,
	"closed_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "attempt_counters" (
	"key" text NOT NULL,
	"attempts" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	PRIMARY KEY ("key")
);
--> statement-breakpoint
CREATE TABLE "book_zones" (
	"seq" bigint NOT NULL,
	"time_zone" text NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "bought_together" (
	"product_id" text NOT NULL,
	"other_id" text NOT NULL,
	"orders" bigint NOT NULL,
	PRIMARY KEY ("product_id", "other_id"),
	CONSTRAINT "bought_together_counted" CHECK ("orders" >= 0)
);
--> statement-breakpoint
CREATE TABLE "cancellations" (
	"order_id" text NOT NULL,
	"reason" text NOT NULL,
	"note" text,
	"actor_id" text,
	"at" bigint NOT NULL,
	PRIMARY KEY ("order_id")
);
--> statement-breakpoint
CREATE TABLE "captures" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"left_minor" bigint NOT NULL,
	"requested_by" text,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "captures_positive" CHECK ("amount_minor" > 0 AND "amount_minor" <= "left_minor")
);
--> statement-breakpoint
CREATE TABLE "cart_lines" (
	"id" text NOT NULL,
	"cart_id" text NOT NULL,
	"position" bigint NOT NULL,
	"variant_id" text NOT NULL,
	"product_id" text NOT NULL,
	"sku" text NOT NULL,
	"title" text NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"tax_class" text NOT NULL,
	"weight_grams" bigint,
	"quantity" bigint NOT NULL,
	"collection_ids" text NOT NULL,
	"is_withdrawable" boolean DEFAULT TRUE NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "cart_lines_positive" CHECK ("quantity" > 0 AND "unit_price_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "carts" (
	"id" text NOT NULL,
	"version" bigint NOT NULL,
	"currency" text NOT NULL,
	"owner_id" text,
	"state" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"code" text,
	"ordered" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "checkouts" (
	"id" text NOT NULL,
	"cart_id" text NOT NULL,
	"owner_id" text,
	"state" text NOT NULL,
	"version" bigint NOT NULL,
	"reserved" boolean NOT NULL,
	"released" boolean NOT NULL,
	"reopening" boolean NOT NULL,
	"reserved_until" bigint NOT NULL,
	"shortened" boolean DEFAULT FALSE NOT NULL,
	"currency" text NOT NULL,
	"email" text,
	"network" text,
	"shipping_address" text,
	"billing_address" text,
	"shipping" text,
	"cheapest_shipping_minor" bigint,
	"subtotal_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"rounding_minor" bigint DEFAULT 0 NOT NULL,
	"tax_included" boolean NOT NULL,
	"tax_parts" text NOT NULL,
	"pricing_terms" text,
	"priced_at" bigint NOT NULL,
	"started_at" bigint NOT NULL,
	"discount_minor" bigint NOT NULL,
	"shipping_discount_minor" bigint NOT NULL,
	"promotions" text NOT NULL,
	"discounts" text NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "checkouts_add_up" CHECK ("total_minor" = "subtotal_minor" - "discount_minor" + "shipping_minor" + CASE "tax_included" WHEN TRUE THEN 0 ELSE "tax_minor" END + "rounding_minor"),
	CONSTRAINT "checkouts_discount_within_price" CHECK ("shipping_discount_minor" BETWEEN 0 AND "shipping_minor" AND "discount_minor" - "shipping_discount_minor" BETWEEN 0 AND "subtotal_minor")
);
--> statement-breakpoint
CREATE TABLE "customer_values" (
	"customer_id" text NOT NULL,
	"currency" text NOT NULL,
	"minor" bigint NOT NULL,
	PRIMARY KEY ("customer_id", "currency")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"consumer" text NOT NULL,
	"seq" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"event" text NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("consumer", "seq")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"user_id" text NOT NULL,
	"received_at" bigint NOT NULL,
	"done_at" bigint,
	PRIMARY KEY ("user_id")
);
--> statement-breakpoint
CREATE TABLE "fulfilment_parts" (
	"fulfilment_id" text NOT NULL,
	"line_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"packed" bigint NOT NULL,
	"to_put_back" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("fulfilment_id", "line_id"),
	CONSTRAINT "fulfilment_parts_packed" CHECK ("packed" >= 0 AND "packed" <= "quantity"),
	CONSTRAINT "fulfilment_parts_put_back" CHECK ("to_put_back" >= 0)
);
--> statement-breakpoint
CREATE TABLE "fulfilments" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"state" text DEFAULT 'OPEN' NOT NULL,
	"is_to_put_back" boolean DEFAULT FALSE NOT NULL,
	"is_resend" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "guest_erasures" (
	"id" text NOT NULL,
	"email" text,
	"received_at" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("scope", "key")
);
--> statement-breakpoint
CREATE TABLE "inbox_cursor" (
	"source" text NOT NULL,
	"seq" bigint NOT NULL,
	"lost_at" bigint,
	PRIMARY KEY ("source")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text NOT NULL,
	"owner" text NOT NULL,
	"ends_at" bigint NOT NULL,
	"fencing_token" bigint NOT NULL,
	PRIMARY KEY ("name")
);
--> statement-breakpoint
CREATE TABLE "line_counters" (
	"line_id" text NOT NULL,
	"order_id" text NOT NULL,
	"is_sent" boolean NOT NULL,
	"ordered" bigint NOT NULL,
	"charged_minor" bigint NOT NULL,
	"step_minor" bigint DEFAULT 1 NOT NULL,
	"cancelled" bigint NOT NULL,
	"allocated" bigint NOT NULL,
	"packed" bigint NOT NULL,
	"shipped" bigint NOT NULL,
	"delivered" bigint NOT NULL,
	"undelivered" bigint NOT NULL,
	"resend_allocated" bigint DEFAULT 0 NOT NULL,
	"resend_packed" bigint DEFAULT 0 NOT NULL,
	"replaced" bigint DEFAULT 0 NOT NULL,
	"replacing" bigint DEFAULT 0 NOT NULL,
	"return_requested" bigint NOT NULL,
	"return_rejected" bigint DEFAULT 0 NOT NULL,
	"returned" bigint NOT NULL,
	"restocked" bigint NOT NULL,
	"credited" bigint NOT NULL,
	"credited_minor" bigint NOT NULL,
	"withdrawn" bigint DEFAULT 0 NOT NULL,
	"units" text NOT NULL,
	PRIMARY KEY ("line_id"),
	CONSTRAINT "line_counters_known" CHECK ("ordered" > 0 AND "charged_minor" >= 0 AND "cancelled" >= 0 AND "shipped" >= 0),
	CONSTRAINT "line_counters_allocated" CHECK ("allocated" + "cancelled" + "withdrawn" <= "ordered" AND "withdrawn" >= 0 AND "packed" <= "allocated" AND "shipped" <= "packed"),
	CONSTRAINT "line_counters_resent" CHECK ("resend_packed" >= 0 AND "resend_packed" <= "resend_allocated" AND "resend_allocated" <= "shipped"),
	CONSTRAINT "line_counters_replaced" CHECK ("replacing" >= 0 AND "replacing" <= "replaced" AND "replacing" <= "shipped"),
	CONSTRAINT "line_counters_arrived" CHECK ("delivered" >= 0 AND "undelivered" >= 0 AND "delivered" + "undelivered" <= "shipped"),
	CONSTRAINT "line_counters_returned" CHECK ("returned" >= 0 AND "returned" <= "return_requested" AND "return_rejected" >= 0 AND "return_requested" + "return_rejected" <= "shipped"),
	CONSTRAINT "line_counters_restocked" CHECK ("restocked" >= 0 AND "restocked" <= "ordered" + "replaced"),
	CONSTRAINT "line_counters_credited" CHECK ("credited" >= 0 AND "credited" <= "ordered"),
	CONSTRAINT "line_counters_credited_minor" CHECK ("credited_minor" >= 0 AND "credited_minor" <= "charged_minor")
);
--> statement-breakpoint
CREATE TABLE "mail_queue" (
	"id" text NOT NULL,
	"event" text NOT NULL,
	"template" text NOT NULL,
	"about" text NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"sent_at" bigint,
	"traceparent" text,
	"refused_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"seq" bigint NOT NULL,
	"order_id" text NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"summary" text NOT NULL,
	"actor" text NOT NULL,
	"actor_id" text,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"position" bigint NOT NULL,
	"variant_id" text NOT NULL,
	"product_id" text NOT NULL,
	"sku" text NOT NULL,
	"title" text NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"line_total_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"tax_parts" text NOT NULL,
	"discount_minor" bigint NOT NULL,
	"is_withdrawable" boolean DEFAULT TRUE NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "order_lines_add_up" CHECK ("quantity" > 0 AND "discount_minor" >= 0 AND "line_total_minor" >= 0 AND "line_total_minor" = "unit_price_minor" * "quantity" - "discount_minor")
);
--> statement-breakpoint
CREATE TABLE "order_money" (
	"order_id" text NOT NULL,
	"payment_id" text,
	"version" bigint NOT NULL,
	"capture_mode" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"captured_minor" bigint NOT NULL,
	"refunded_minor" bigint NOT NULL,
	"adjusted_minor" bigint NOT NULL,
	"external_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"shipping_credited_minor" bigint NOT NULL,
	"authorization_ended_at" bigint,
	"lost_minor" bigint DEFAULT 0 NOT NULL,
	"kept_minor" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("order_id"),
	CONSTRAINT "order_money_refunded" CHECK ("refunded_minor" >= 0 AND "refunded_minor" <= "captured_minor"),
	CONSTRAINT "order_money_adjusted" CHECK ("adjusted_minor" >= 0 AND "adjusted_minor" <= "refunded_minor"),
	CONSTRAINT "order_money_shipping" CHECK ("shipping_credited_minor" >= 0 AND "shipping_credited_minor" <= "shipping_minor"),
	CONSTRAINT "order_money_lost" CHECK ("lost_minor" >= 0 AND "lost_minor" <= "external_minor"),
	CONSTRAINT "order_money_kept" CHECK ("kept_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "order_notes" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"at" bigint NOT NULL,
	"text" text NOT NULL,
	"author_id" text NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "order_tasks" (
	"seq" bigint NOT NULL,
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"lines" text,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"done_at" bigint,
	"traceparent" text,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "order_variants" (
	"variant_id" text NOT NULL,
	"placed_at" bigint NOT NULL,
	"order_id" text NOT NULL,
	PRIMARY KEY ("variant_id", "placed_at", "order_id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text NOT NULL,
	"number" text NOT NULL,
	"checkout_id" text NOT NULL,
	"cart_id" text NOT NULL,
	"customer_id" text,
	"joined_at" bigint,
	"email" text,
	"state" text NOT NULL,
	"hold_reason" text,
	"hold_since" bigint,
	"cancel_reason" text,
	"delivered_at" bigint,
	"invoice_number" text,
	"invoiced_at" bigint,
	"currency" text NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"rounding_minor" bigint DEFAULT 0 NOT NULL,
	"step_minor" bigint DEFAULT 1 NOT NULL,
	"tax_included" boolean NOT NULL,
	"tax_parts" text NOT NULL,
	"shipping_address" text,
	"billing_address" text,
	"shipping" text,
	"cheapest_shipping_minor" bigint,
	"placed_at" bigint NOT NULL,
	"updated_at" bigint DEFAULT 0 NOT NULL,
	"settlement" text DEFAULT 'UNPAID' NOT NULL,
	"erased_at" bigint,
	"discount_minor" bigint NOT NULL,
	"shipping_discount_minor" bigint NOT NULL,
	"discounts" text NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "orders_add_up" CHECK ("total_minor" = "subtotal_minor" - "discount_minor" + "shipping_minor" + CASE "tax_included" WHEN TRUE THEN 0 ELSE "tax_minor" END + "rounding_minor"),
	CONSTRAINT "orders_payable" CHECK ("step_minor" > 0 AND "total_minor" % "step_minor" = 0 AND abs("rounding_minor") * 2 <= "step_minor"),
	CONSTRAINT "orders_discount_within_price" CHECK ("shipping_discount_minor" BETWEEN 0 AND "shipping_minor" AND "discount_minor" - "shipping_discount_minor" BETWEEN 0 AND "subtotal_minor")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"version" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"payload" text NOT NULL,
	"occurred_at" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "pragma_log" (
	"seq" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"without_fsync" boolean NOT NULL,
	"journal_mode" text NOT NULL,
	"synchronous" bigint NOT NULL,
	"foreign_keys" bigint NOT NULL,
	"busy_timeout_ms" bigint NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "promotion_uses" (
	"promotion_id" text NOT NULL,
	"checkout_id" text NOT NULL,
	"state" text NOT NULL,
	"user_id" text,
	"email" text,
	PRIMARY KEY ("promotion_id", "checkout_id")
);
--> statement-breakpoint
CREATE TABLE "promotions" (
	"id" text NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"label" text NOT NULL,
	"code" text,
	"percent_off" bigint,
	"amounts_off" text NOT NULL,
	"free_shipping" boolean NOT NULL,
	"combines" boolean NOT NULL,
	"collection_ids" text NOT NULL,
	"variant_ids" text NOT NULL,
	"minimum_subtotals" text NOT NULL,
	"uses_per_customer" bigint,
	"uses_total" bigint,
	"uses_taken" bigint NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint DEFAULT 0 NOT NULL,
	"countries" text DEFAULT '[]' NOT NULL,
	"shipping_method_ids" text DEFAULT '[]' NOT NULL,
	"maximum_discounts" text DEFAULT '[]' NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "promotions_within_limit" CHECK ("uses_taken" >= 0 AND ("uses_total" IS NULL OR "uses_taken" <= "uses_total")),
	CONSTRAINT "promotions_in_time" CHECK ("ends_at" IS NULL OR "ends_at" >= "starts_at"),
	CONSTRAINT "promotions_give_discount" CHECK (("percent_off" IS NULL OR "percent_off" BETWEEN 1 AND 1000000) AND ("percent_off" IS NOT NULL OR "amounts_off" <> '[]' OR "free_shipping" = TRUE))
);
--> statement-breakpoint
CREATE TABLE "refund_parts" (
	"refund_id" text NOT NULL,
	"line_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"restocked" bigint DEFAULT 0 NOT NULL,
	"units" text DEFAULT '[]' NOT NULL,
	"restocked_of_return" bigint DEFAULT 0 NOT NULL,
	"kept_minor" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("refund_id", "line_id"),
	CONSTRAINT "refund_parts_positive" CHECK ("quantity" > 0 AND "amount_minor" >= 0),
	CONSTRAINT "refund_parts_kept" CHECK ("kept_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"state" text NOT NULL,
	"cause" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"adjustment_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"failure" text,
	"maximum_minor" bigint,
	"return_id" text,
	"order_placed_at" bigint DEFAULT 0 NOT NULL,
	"keep_fulfillable" boolean DEFAULT FALSE NOT NULL,
	"requested_by" text,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	PRIMARY KEY ("id"),
	CONSTRAINT "refunds_positive" CHECK ("amount_minor" >= 0 AND "shipping_minor" >= 0 AND "adjustment_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "retained_buyers" (
	"order_id" text NOT NULL,
	"billing_address" text,
	"shipping_address" text,
	"retained_at" bigint NOT NULL,
	PRIMARY KEY ("order_id")
);
--> statement-breakpoint
CREATE TABLE "return_parts" (
	"return_id" text NOT NULL,
	"line_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"released" bigint DEFAULT 0 NOT NULL,
	"received" bigint NOT NULL,
	"restocked" bigint NOT NULL,
	"replaced" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("return_id", "line_id"),
	CONSTRAINT "return_parts_received" CHECK ("quantity" >= 0 AND "received" >= 0 AND "received" <= "quantity"),
	CONSTRAINT "return_parts_released" CHECK ("released" >= 0 AND "quantity" + "released" > 0),
	CONSTRAINT "return_parts_restocked" CHECK ("restocked" >= 0 AND "restocked" <= "received")
);
--> statement-breakpoint
CREATE TABLE "returns" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"note" text,
	"requested_at" bigint NOT NULL,
	"resolved_at" bigint,
	"received_at" bigint,
	"withdrawal_id" text,
	"outcome" text,
	"closed_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "sagas" (
	"checkout_id" text NOT NULL,
	"order_id" text NOT NULL,
	"payment_id" text,
	"version" bigint NOT NULL,
	"step" text NOT NULL,
	"failure" text,
	"outcome" text,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"stalled_at" bigint,
	"traceparent" text,
	PRIMARY KEY ("checkout_id")
);
--> statement-breakpoint
CREATE TABLE "sales_facts" (
	"seq" bigint NOT NULL,
	"order_id" text NOT NULL,
	"line_id" text NOT NULL,
	"day" bigint NOT NULL,
	"currency" text NOT NULL,
	"country" text,
	"product_id" text,
	"variant_id" text,
	"promotion_key" text,
	"promotion_label" text,
	"orders" bigint NOT NULL,
	"units" bigint NOT NULL,
	"units_cancelled" bigint NOT NULL,
	"gross_minor" bigint NOT NULL,
	"discount_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"cancelled_minor" bigint NOT NULL,
	"refunded_minor" bigint NOT NULL,
	PRIMARY KEY ("seq", "line_id")
);
--> statement-breakpoint
CREATE TABLE "sequences" (
	"name" text NOT NULL,
	"value" bigint NOT NULL,
	PRIMARY KEY ("name")
);
--> statement-breakpoint
CREATE TABLE "shipment_parts" (
	"shipment_id" text NOT NULL,
	"line_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	PRIMARY KEY ("shipment_id", "line_id"),
	CONSTRAINT "shipment_parts_positive" CHECK ("quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "shipments" (
	"id" text NOT NULL,
	"fulfilment_id" text NOT NULL,
	"order_id" text NOT NULL,
	"status" text NOT NULL,
	"carrier" text NOT NULL,
	"tracking_number" text,
	"tracking_url" text,
	"created_at" bigint NOT NULL,
	"shipped_at" bigint,
	"delivered_at" bigint,
	PRIMARY KEY ("id"),
	CONSTRAINT "shipments_delivered" CHECK (("status" = 'DELIVERED') = ("delivered_at" IS NOT NULL)),
	CONSTRAINT "shipments_ready" CHECK (("status" IN ('READY', 'UNPACKED')) = ("shipped_at" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "shipping_methods" (
	"id" text NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"zone_id" text NOT NULL,
	"carrier" text NOT NULL,
	"label" text NOT NULL,
	"eta_days_min" bigint NOT NULL,
	"eta_days_max" bigint NOT NULL,
	"tax_class" text NOT NULL,
	"active" boolean NOT NULL,
	"tax_basis" text DEFAULT 'CLASS' NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "shipping_methods_eta" CHECK ("eta_days_min" >= 0 AND "eta_days_max" >= "eta_days_min")
);
--> statement-breakpoint
CREATE TABLE "shipping_rates" (
	"method_id" text NOT NULL,
	"currency" text NOT NULL,
	"from_subtotal_minor" bigint DEFAULT 0 NOT NULL,
	"up_to_grams" bigint NOT NULL,
	"minor" bigint NOT NULL,
	PRIMARY KEY ("method_id", "currency", "from_subtotal_minor", "up_to_grams"),
	CONSTRAINT "shipping_rates_positive" CHECK ("up_to_grams" > 0 AND "minor" >= 0 AND "from_subtotal_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "shipping_zone_countries" (
	"country" text NOT NULL,
	"zone_id" text NOT NULL,
	PRIMARY KEY ("country")
);
--> statement-breakpoint
CREATE TABLE "shipping_zones" (
	"id" text NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"name" text NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "shop_pages" (
	"id" text NOT NULL,
	"slug" text NOT NULL,
	"language" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body_html" text NOT NULL,
	"published" boolean NOT NULL,
	"version" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "shop_settings" (
	"id" bigint NOT NULL,
	"version" bigint NOT NULL,
	"name" text NOT NULL,
	"currencies" text NOT NULL,
	"country" text NOT NULL,
	"capture_mode" text NOT NULL,
	"prices_include_tax" boolean NOT NULL,
	"sender_email" text NOT NULL,
	"support_email" text,
	"low_stock_threshold" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"legal_name" text,
	"legal_address" text,
	"vat_id" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"reverse_charge" boolean DEFAULT FALSE NOT NULL,
	"invoice_retention_years" bigint DEFAULT 10 NOT NULL,
	"withdrawal_days" bigint DEFAULT 14 NOT NULL,
	"rate_limits" text DEFAULT '{}' NOT NULL,
	"retention_days" text DEFAULT '{}' NOT NULL,
	"reservation_limits" text DEFAULT '{}' NOT NULL,
	"late_payment_hours" bigint DEFAULT 24 NOT NULL,
	"cart_limits" text DEFAULT '{}' NOT NULL,
	"reservation_seconds" text DEFAULT '{}' NOT NULL,
	"return_days" bigint DEFAULT 30 NOT NULL,
	"compare_at_rule" text DEFAULT 'FREE' NOT NULL,
	"shipping_tax_basis" text,
	"notices" text DEFAULT '[]' NOT NULL,
	"export_prices" text DEFAULT 'GROSS' NOT NULL,
	"payable_steps" text DEFAULT '{}' NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "shop_settings_one_row" CHECK ("id" = 1),
	CONSTRAINT "shop_settings_complete" CHECK (json_array_length("currencies") > 0 AND "low_stock_threshold" >= 0 AND "name" <> ''),
	CONSTRAINT "shop_settings_withdrawal_days" CHECK ("withdrawal_days" >= 14)
);
--> statement-breakpoint
CREATE TABLE "skipped_numbers" (
	"sequence" text NOT NULL,
	"first" bigint NOT NULL,
	"last" bigint NOT NULL,
	"reason" text NOT NULL,
	"lost_since" bigint NOT NULL,
	"skipped_at" bigint NOT NULL,
	PRIMARY KEY ("sequence", "first"),
	CONSTRAINT "skipped_numbers_ascend" CHECK ("first" <= "last")
);
--> statement-breakpoint
CREATE TABLE "sold_lines" (
	"order_id" text NOT NULL,
	"line_id" text NOT NULL,
	"product_id" text,
	"variant_id" text,
	"units" bigint NOT NULL,
	"units_cancelled" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	PRIMARY KEY ("order_id", "line_id"),
	CONSTRAINT "sold_lines_cancelled" CHECK ("units_cancelled" BETWEEN 0 AND "units")
);
--> statement-breakpoint
CREATE TABLE "sold_orders" (
	"order_id" text NOT NULL,
	"day" bigint NOT NULL,
	"currency" text NOT NULL,
	"country" text,
	"customer_id" text,
	"promotion_key" text,
	"promotion_label" text,
	"step_minor" bigint DEFAULT 1 NOT NULL,
	PRIMARY KEY ("order_id")
);
--> statement-breakpoint
CREATE TABLE "store_clock" (
	"id" bigint NOT NULL,
	"boot" text NOT NULL,
	"at" bigint NOT NULL,
	"monotonic" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "tax_documents" (
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"sequence" bigint NOT NULL,
	"number" text NOT NULL,
	"order_id" text NOT NULL,
	"cause" text NOT NULL,
	"refund_id" text,
	"reverses" text,
	"issued_at" bigint NOT NULL,
	"day" bigint NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"taxes" text NOT NULL,
	"items" text NOT NULL,
	"seller" text NOT NULL,
	"rounding_minor" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "tax_documents_causes" CHECK (("kind" = 'INVOICE') = ("cause" = 'SALE'))
);
--> statement-breakpoint
CREATE TABLE "tax_facts" (
	"seq" bigint NOT NULL,
	"position" bigint NOT NULL,
	"name" text NOT NULL,
	"rate" bigint NOT NULL,
	"country" text,
	"region" text,
	"order_id" text NOT NULL,
	"day" bigint NOT NULL,
	"currency" text NOT NULL,
	"cause" text NOT NULL,
	"base_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"category" text DEFAULT 'STANDARD' NOT NULL,
	PRIMARY KEY ("seq", "position")
);
--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"id" text NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"region" text,
	"tax_class" text NOT NULL,
	"rate" bigint NOT NULL,
	"starts_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "tax_rates_are_fractions" CHECK ("rate" BETWEEN 0 AND 1000000)
);
--> statement-breakpoint
CREATE TABLE "unsent_at_upgrade" (
	"seq" bigint NOT NULL,
	"checkout_id" text NOT NULL,
	"variant_id" text NOT NULL,
	"units" bigint NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "unwanted_payments" (
	"payment_id" text NOT NULL,
	"checkout_id" text NOT NULL,
	"version" bigint NOT NULL,
	"outcome" text,
	"is_late" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("payment_id")
);
--> statement-breakpoint
CREATE TABLE "variant_days" (
	"variant_id" text NOT NULL,
	"day" bigint NOT NULL,
	"units" bigint NOT NULL,
	PRIMARY KEY ("variant_id", "day"),
	CONSTRAINT "variant_days_counted" CHECK ("units" >= 0)
);
--> statement-breakpoint
CREATE TABLE "withdrawal_parts" (
	"withdrawal_id" text NOT NULL,
	"line_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"cancelled" text NOT NULL,
	"returned" text NOT NULL,
	PRIMARY KEY ("withdrawal_id", "line_id"),
	CONSTRAINT "withdrawal_parts_positive" CHECK ("quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"id" text NOT NULL,
	"reference" text NOT NULL,
	"order_id" text,
	"matched" boolean NOT NULL,
	"state" text NOT NULL,
	"order_number" text,
	"email" text,
	"last_name" text,
	"received_at" bigint NOT NULL,
	"refund_due_by" bigint,
	"proof_recorded_at" bigint,
	"contest_note" text,
	"settled_at" bigint,
	"declared_parts" text,
	"channel" text DEFAULT 'ONLINE' NOT NULL,
	"sent_on" bigint,
	"note" text,
	PRIMARY KEY ("id"),
	CONSTRAINT "withdrawals_matched" CHECK ("matched" = ("order_id" IS NOT NULL) AND "matched" = ("state" <> 'UNMATCHED')),
	CONSTRAINT "withdrawals_due" CHECK ("matched" = ("refund_due_by" IS NOT NULL)),
	CONSTRAINT "withdrawals_settled" CHECK (("state" = 'SETTLED') = ("settled_at" IS NOT NULL))
);
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('order_events', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_order_events" BEFORE INSERT ON "order_events"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('order_tasks', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_order_tasks" BEFORE INSERT ON "order_tasks"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('outbox', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_outbox" BEFORE INSERT ON "outbox"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('pragma_log', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_pragma_log" BEFORE INSERT ON "pragma_log"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('unsent_at_upgrade', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_unsent_at_upgrade" BEFORE INSERT ON "unsent_at_upgrade"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
CREATE INDEX "account_emails_due" ON "account_emails" ("user_id") WHERE "joined" < "verifications";
--> statement-breakpoint
CREATE UNIQUE INDEX "account_emails_email_unique" ON "account_emails" ("email" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "active_carts_of_cart" ON "active_carts" ("cart_id");
--> statement-breakpoint
CREATE INDEX "alarms_closed" ON "alarms" ("closed_at") WHERE "closed_at" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" ("name", "subject") WHERE "closed_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "attempt_counters_by_end" ON "attempt_counters" ("ends_at");
--> statement-breakpoint
CREATE INDEX "captures_of_order" ON "captures" ("order_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "cart_lines_once" ON "cart_lines" ("cart_id", "variant_id");
--> statement-breakpoint
CREATE INDEX "carts_abandoned" ON "carts" ("updated_at", "id") WHERE "owner_id" IS NULL AND NOT "ordered";
--> statement-breakpoint
CREATE INDEX "carts_of_owner" ON "carts" ("owner_id") WHERE "owner_id" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "checkouts_by_email" ON "checkouts" ("email" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "checkouts_by_end" ON "checkouts" ("state", "reserved_until");
--> statement-breakpoint
CREATE INDEX "checkouts_of_cart" ON "checkouts" ("cart_id");
--> statement-breakpoint
CREATE INDEX "checkouts_of_network" ON "checkouts" ("network") WHERE "network" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "checkouts_of_owner" ON "checkouts" ("owner_id" NULLS FIRST);
--> statement-breakpoint
CREATE UNIQUE INDEX "checkouts_one_live" ON "checkouts" ("cart_id") WHERE "state" IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING');
--> statement-breakpoint
CREATE INDEX "checkouts_to_release" ON "checkouts" ("state") WHERE NOT "released";
--> statement-breakpoint
CREATE INDEX "dead_letters_of_aggregate" ON "dead_letters" ("consumer", "aggregate_id", "seq");
--> statement-breakpoint
CREATE INDEX "erasures_open" ON "erasures" ("received_at") WHERE "done_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "fulfilment_parts_of_line" ON "fulfilment_parts" ("line_id");
--> statement-breakpoint
CREATE INDEX "fulfilments_by_state" ON "fulfilments" ("state", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "fulfilments_by_time" ON "fulfilments" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "fulfilments_of_order" ON "fulfilments" ("order_id", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "fulfilments_to_put_back" ON "fulfilments" ("is_to_put_back", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "line_counters_of_order" ON "line_counters" ("order_id");
--> statement-breakpoint
CREATE INDEX "mail_queue_created" ON "mail_queue" ("created_at");
--> statement-breakpoint
CREATE INDEX "mail_queue_due" ON "mail_queue" ("due_at") WHERE "sent_at" IS NULL AND "refused_at" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "mail_queue_once" ON "mail_queue" ("event", "template");
--> statement-breakpoint
CREATE INDEX "order_events_of_order" ON "order_events" ("order_id", "seq");
--> statement-breakpoint
CREATE INDEX "order_lines_of_order" ON "order_lines" ("order_id", "position");
--> statement-breakpoint
CREATE INDEX "order_lines_of_variant" ON "order_lines" ("variant_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "order_money_payment_id_unique" ON "order_money" ("payment_id" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "order_notes_of_order" ON "order_notes" ("order_id", "at", "id");
--> statement-breakpoint
CREATE INDEX "order_tasks_due" ON "order_tasks" ("due_at") WHERE "done_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "order_tasks_of_order" ON "order_tasks" ("order_id") WHERE "done_at" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "order_tasks_once" ON "order_tasks" ("kind", "subject_id");
--> statement-breakpoint
CREATE INDEX "orders_by_email" ON "orders" ("email" NULLS FIRST, "placed_at", "id");
--> statement-breakpoint
CREATE INDEX "orders_by_invoice" ON "orders" ("invoiced_at" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "orders_by_settlement" ON "orders" ("settlement", "placed_at", "id");
--> statement-breakpoint
CREATE INDEX "orders_by_state" ON "orders" ("state", "placed_at", "id");
--> statement-breakpoint
CREATE INDEX "orders_by_update" ON "orders" ("updated_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "orders_checkout_id_unique" ON "orders" ("checkout_id");
--> statement-breakpoint
CREATE INDEX "orders_delivered" ON "orders" ("delivered_at" NULLS FIRST) WHERE "state" = 'DELIVERED';
--> statement-breakpoint
CREATE UNIQUE INDEX "orders_invoice_number_unique" ON "orders" ("invoice_number" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "orders_newest" ON "orders" ("placed_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "orders_number_unique" ON "orders" ("number");
--> statement-breakpoint
CREATE INDEX "orders_of_customer" ON "orders" ("customer_id" NULLS FIRST, "placed_at", "id");
--> statement-breakpoint
CREATE INDEX "orders_on_hold" ON "orders" ("placed_at", "id") WHERE "hold_reason" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_event_id_unique" ON "outbox" ("event_id");
--> statement-breakpoint
CREATE INDEX "promotion_uses_by_email" ON "promotion_uses" ("email" NULLS FIRST, "promotion_id");
--> statement-breakpoint
CREATE INDEX "promotion_uses_of_checkout" ON "promotion_uses" ("checkout_id");
--> statement-breakpoint
CREATE INDEX "promotion_uses_of_user" ON "promotion_uses" ("user_id" NULLS FIRST, "promotion_id");
--> statement-breakpoint
CREATE INDEX "promotions_by_code" ON "promotions" ("code" NULLS FIRST, "starts_at");
--> statement-breakpoint
CREATE INDEX "promotions_by_update" ON "promotions" ("updated_at", "id");
--> statement-breakpoint
CREATE INDEX "promotions_newest" ON "promotions" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "refunds_failed" ON "refunds" ("order_placed_at", "order_id") WHERE "state" = 'FAILED';
--> statement-breakpoint
CREATE INDEX "refunds_of_order" ON "refunds" ("order_id", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "refunds_of_return" ON "refunds" ("return_id", "created_at", "id") WHERE "return_id" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "refunds_pending" ON "refunds" ("id") WHERE "state" = 'PENDING';
--> statement-breakpoint
CREATE INDEX "returns_by_state" ON "returns" ("state", "requested_at", "id");
--> statement-breakpoint
CREATE INDEX "returns_newest" ON "returns" ("requested_at", "id");
--> statement-breakpoint
CREATE INDEX "returns_of_order" ON "returns" ("order_id", "requested_at", "id");
--> statement-breakpoint
CREATE INDEX "returns_of_withdrawal" ON "returns" ("withdrawal_id") WHERE "withdrawal_id" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "sagas_due" ON "sagas" ("due_at") WHERE "step" <> 'DONE';
--> statement-breakpoint
CREATE UNIQUE INDEX "sagas_order_id_unique" ON "sagas" ("order_id");
--> statement-breakpoint
CREATE INDEX "sales_facts_by_day" ON "sales_facts" ("day");
--> statement-breakpoint
CREATE INDEX "sales_facts_of_order" ON "sales_facts" ("order_id");
--> statement-breakpoint
CREATE INDEX "shipment_parts_of_line" ON "shipment_parts" ("line_id");
--> statement-breakpoint
CREATE INDEX "shipments_of_fulfilment" ON "shipments" ("fulfilment_id", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "shipments_of_order" ON "shipments" ("order_id", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "shipping_methods_of_zone" ON "shipping_methods" ("zone_id");
--> statement-breakpoint
CREATE INDEX "shipping_zone_countries_of_zone" ON "shipping_zone_countries" ("zone_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "shop_pages_once" ON "shop_pages" ("slug", "language");
--> statement-breakpoint
CREATE INDEX "skipped_numbers_by_time" ON "skipped_numbers" ("skipped_at");
--> statement-breakpoint
CREATE INDEX "tax_documents_by_day" ON "tax_documents" ("day", "kind", "sequence");
--> statement-breakpoint
CREATE UNIQUE INDEX "tax_documents_numbered" ON "tax_documents" ("kind", "sequence");
--> statement-breakpoint
CREATE INDEX "tax_documents_of_order" ON "tax_documents" ("order_id", "issued_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "tax_documents_one_invoice" ON "tax_documents" ("order_id") WHERE "kind" = 'INVOICE';
--> statement-breakpoint
CREATE INDEX "tax_facts_by_day" ON "tax_facts" ("day");
--> statement-breakpoint
CREATE INDEX "tax_rates_of_country" ON "tax_rates" ("country");
--> statement-breakpoint
CREATE UNIQUE INDEX "tax_rates_once_in_a_country" ON "tax_rates" ("country", "tax_class", "starts_at") WHERE "region" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "tax_rates_once_in_a_region" ON "tax_rates" ("country", "region" NULLS FIRST, "tax_class", "starts_at");
--> statement-breakpoint
CREATE INDEX "unwanted_payments_open" ON "unwanted_payments" ("payment_id") WHERE "outcome" IS NULL;
--> statement-breakpoint
CREATE INDEX "withdrawal_parts_of_line" ON "withdrawal_parts" ("line_id");
--> statement-breakpoint
CREATE INDEX "withdrawals_by_due" ON "withdrawals" ("refund_due_by") WHERE "refund_due_by" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "withdrawals_by_email" ON "withdrawals" ("email") WHERE "email" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "withdrawals_by_state" ON "withdrawals" ("state", "received_at", "id");
--> statement-breakpoint
CREATE INDEX "withdrawals_newest" ON "withdrawals" ("received_at", "id");
--> statement-breakpoint
CREATE INDEX "withdrawals_of_order" ON "withdrawals" ("order_id" NULLS FIRST, "received_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "withdrawals_unmatched_once" ON "withdrawals" ("reference") WHERE "matched" = FALSE;
--> statement-breakpoint
CREATE FUNCTION "order_events_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the timeline of an order is append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "order_events_are_never_changed" BEFORE UPDATE ON "order_events"
	FOR EACH ROW EXECUTE FUNCTION "order_events_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "order_events_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the timeline of an order is append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "order_events_are_never_removed" BEFORE DELETE ON "order_events"
	FOR EACH ROW EXECUTE FUNCTION "order_events_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "promotion_uses_are_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD."state" = 'used' AND NEW."state" <> 'used'
  AND NOT EXISTS (SELECT 1 FROM "orders" WHERE "checkout_id" = OLD."checkout_id" AND "state" = 'CANCELLED') THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a used promotion stays used, unless its order is cancelled';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "promotion_uses_are_final" BEFORE UPDATE ON "promotion_uses"
	FOR EACH ROW EXECUTE FUNCTION "promotion_uses_are_final"();
--> statement-breakpoint
CREATE FUNCTION "promotions_codes_are_unique_on_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
  SELECT 1 FROM "promotions" AS other
  WHERE other."code" = NEW."code" AND other."id" <> NEW."id"
    AND (other."ends_at" IS NULL OR other."ends_at" > NEW."starts_at") AND (NEW."ends_at" IS NULL OR NEW."ends_at" > other."starts_at")
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'another promotion has this code at the same time';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "promotions_codes_are_unique_on_insert" BEFORE INSERT ON "promotions"
	FOR EACH ROW EXECUTE FUNCTION "promotions_codes_are_unique_on_insert"();
--> statement-breakpoint
CREATE FUNCTION "promotions_codes_are_unique_on_update"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
  SELECT 1 FROM "promotions" AS other
  WHERE other."code" = NEW."code" AND other."id" <> NEW."id"
    AND (other."ends_at" IS NULL OR other."ends_at" > NEW."starts_at") AND (NEW."ends_at" IS NULL OR NEW."ends_at" > other."starts_at")
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'another promotion has this code at the same time';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "promotions_codes_are_unique_on_update" BEFORE UPDATE OF "code", "starts_at", "ends_at" ON "promotions"
	FOR EACH ROW EXECUTE FUNCTION "promotions_codes_are_unique_on_update"();
--> statement-breakpoint
CREATE FUNCTION "saga_outcomes_are_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD."outcome" IS NOT NULL AND NEW."outcome" IS DISTINCT FROM OLD."outcome" THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the outcome of a saga is final';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "saga_outcomes_are_final" BEFORE UPDATE ON "sagas"
	FOR EACH ROW EXECUTE FUNCTION "saga_outcomes_are_final"();
--> statement-breakpoint
CREATE FUNCTION "sales_facts_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a sales fact is never changed: another one is added';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "sales_facts_are_never_changed" BEFORE UPDATE ON "sales_facts"
	FOR EACH ROW EXECUTE FUNCTION "sales_facts_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "skipped_numbers_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'skipped numbers are never changed';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "skipped_numbers_are_never_changed" BEFORE UPDATE ON "skipped_numbers"
	FOR EACH ROW EXECUTE FUNCTION "skipped_numbers_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "skipped_numbers_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'skipped numbers are never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "skipped_numbers_are_never_removed" BEFORE DELETE ON "skipped_numbers"
	FOR EACH ROW EXECUTE FUNCTION "skipped_numbers_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "tax_documents_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'an invoice or credit note is never changed: another document corrects it';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "tax_documents_are_never_changed" BEFORE UPDATE ON "tax_documents"
	FOR EACH ROW EXECUTE FUNCTION "tax_documents_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "tax_documents_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'an invoice or credit note is never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "tax_documents_are_never_removed" BEFORE DELETE ON "tax_documents"
	FOR EACH ROW EXECUTE FUNCTION "tax_documents_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "tax_facts_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a tax fact is never changed: another one is added';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "tax_facts_are_never_changed" BEFORE UPDATE ON "tax_facts"
	FOR EACH ROW EXECUTE FUNCTION "tax_facts_are_never_changed"();
--> statement-breakpoint
ALTER TABLE "active_carts" ADD CONSTRAINT "active_carts_cart_id_fkey"
	FOREIGN KEY ("cart_id") REFERENCES "carts" ("id");
--> statement-breakpoint
ALTER TABLE "cancellations" ADD CONSTRAINT "cancellations_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "captures" ADD CONSTRAINT "captures_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_cart_id_fkey"
	FOREIGN KEY ("cart_id") REFERENCES "carts" ("id");
--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_cart_id_fkey"
	FOREIGN KEY ("cart_id") REFERENCES "carts" ("id");
--> statement-breakpoint
ALTER TABLE "fulfilment_parts" ADD CONSTRAINT "fulfilment_parts_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "fulfilment_parts" ADD CONSTRAINT "fulfilment_parts_fulfilment_id_fkey"
	FOREIGN KEY ("fulfilment_id") REFERENCES "fulfilments" ("id");
--> statement-breakpoint
ALTER TABLE "fulfilments" ADD CONSTRAINT "fulfilments_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "line_counters" ADD CONSTRAINT "line_counters_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "line_counters" ADD CONSTRAINT "line_counters_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "order_money" ADD CONSTRAINT "order_money_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "order_notes" ADD CONSTRAINT "order_notes_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "order_tasks" ADD CONSTRAINT "order_tasks_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "order_variants" ADD CONSTRAINT "order_variants_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "promotion_uses" ADD CONSTRAINT "promotion_uses_promotion_id_fkey"
	FOREIGN KEY ("promotion_id") REFERENCES "promotions" ("id");
--> statement-breakpoint
ALTER TABLE "refund_parts" ADD CONSTRAINT "refund_parts_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "refund_parts" ADD CONSTRAINT "refund_parts_refund_id_fkey"
	FOREIGN KEY ("refund_id") REFERENCES "refunds" ("id");
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_return_id_fkey"
	FOREIGN KEY ("return_id") REFERENCES "returns" ("id");
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "retained_buyers" ADD CONSTRAINT "retained_buyers_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "return_parts" ADD CONSTRAINT "return_parts_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "return_parts" ADD CONSTRAINT "return_parts_return_id_fkey"
	FOREIGN KEY ("return_id") REFERENCES "returns" ("id");
--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_withdrawal_id_fkey"
	FOREIGN KEY ("withdrawal_id") REFERENCES "withdrawals" ("id");
--> statement-breakpoint
ALTER TABLE "sagas" ADD CONSTRAINT "sagas_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "shipment_parts" ADD CONSTRAINT "shipment_parts_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "shipment_parts" ADD CONSTRAINT "shipment_parts_shipment_id_fkey"
	FOREIGN KEY ("shipment_id") REFERENCES "shipments" ("id");
--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_fulfilment_id_fkey"
	FOREIGN KEY ("fulfilment_id") REFERENCES "fulfilments" ("id");
--> statement-breakpoint
ALTER TABLE "shipping_methods" ADD CONSTRAINT "shipping_methods_zone_id_fkey"
	FOREIGN KEY ("zone_id") REFERENCES "shipping_zones" ("id");
--> statement-breakpoint
ALTER TABLE "shipping_rates" ADD CONSTRAINT "shipping_rates_method_id_fkey"
	FOREIGN KEY ("method_id") REFERENCES "shipping_methods" ("id");
--> statement-breakpoint
ALTER TABLE "shipping_zone_countries" ADD CONSTRAINT "shipping_zone_countries_zone_id_fkey"
	FOREIGN KEY ("zone_id") REFERENCES "shipping_zones" ("id");
--> statement-breakpoint
ALTER TABLE "tax_documents" ADD CONSTRAINT "tax_documents_refund_id_fkey"
	FOREIGN KEY ("refund_id") REFERENCES "refunds" ("id");
--> statement-breakpoint
ALTER TABLE "tax_documents" ADD CONSTRAINT "tax_documents_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
ALTER TABLE "withdrawal_parts" ADD CONSTRAINT "withdrawal_parts_line_id_fkey"
	FOREIGN KEY ("line_id") REFERENCES "order_lines" ("id");
--> statement-breakpoint
ALTER TABLE "withdrawal_parts" ADD CONSTRAINT "withdrawal_parts_withdrawal_id_fkey"
	FOREIGN KEY ("withdrawal_id") REFERENCES "withdrawals" ("id");
--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
