CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`ends_at` integer NOT NULL,
	`fence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mail_queue` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`template` text NOT NULL,
	`about` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_queue_once` ON `mail_queue` (`event`,`template`);--> statement-breakpoint
CREATE INDEX `mail_queue_due` ON `mail_queue` (`due_at`) WHERE sent_at IS NULL;--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`payload` text NOT NULL,
	`occurred_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_event_id_unique` ON `outbox` (`event_id`);--> statement-breakpoint
CREATE TABLE `parked_events` (
	`follower` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`next_try_at` integer NOT NULL,
	PRIMARY KEY(`follower`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `parked_events_of_aggregate` ON `parked_events` (`follower`,`aggregate_id`,`seq`);--> statement-breakpoint
CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `store_openings` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`opened_at` integer NOT NULL,
	`hasty` integer NOT NULL,
	`journal_mode` text NOT NULL,
	`synchronous` integer NOT NULL,
	`foreign_keys` integer NOT NULL,
	`busy_timeout_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `book_zones` (
	`seq` integer PRIMARY KEY NOT NULL,
	`time_zone` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bought_together` (
	`product_id` text NOT NULL,
	`other_id` text NOT NULL,
	`orders` integer NOT NULL,
	PRIMARY KEY(`product_id`, `other_id`),
	CONSTRAINT "bought_together_counted" CHECK(orders >= 0)
);
--> statement-breakpoint
CREATE TABLE `customer_values` (
	`customer_id` text NOT NULL,
	`currency` text NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `currency`)
);
--> statement-breakpoint
CREATE TABLE `sales_facts` (
	`seq` integer NOT NULL,
	`order_id` text NOT NULL,
	`line_id` text NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`country` text,
	`product_id` text,
	`variant_id` text,
	`promotion_key` text,
	`promotion_label` text,
	`orders` integer NOT NULL,
	`units` integer NOT NULL,
	`units_cancelled` integer NOT NULL,
	`gross_minor` integer NOT NULL,
	`discount_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`total_minor` integer NOT NULL,
	`cancelled_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	PRIMARY KEY(`seq`, `line_id`)
);
--> statement-breakpoint
CREATE INDEX `sales_facts_by_day` ON `sales_facts` (`day`);--> statement-breakpoint
CREATE INDEX `sales_facts_of_order` ON `sales_facts` (`order_id`);--> statement-breakpoint
CREATE TABLE `sold_lines` (
	`order_id` text NOT NULL,
	`line_id` text NOT NULL,
	`product_id` text,
	`variant_id` text,
	`units` integer NOT NULL,
	`units_cancelled` integer NOT NULL,
	`total_minor` integer NOT NULL,
	PRIMARY KEY(`order_id`, `line_id`),
	CONSTRAINT "sold_lines_cancelled" CHECK(units_cancelled BETWEEN 0 AND units)
);
--> statement-breakpoint
CREATE TABLE `sold_orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`country` text,
	`customer_id` text,
	`promotion_key` text,
	`promotion_label` text
);
--> statement-breakpoint
CREATE TABLE `tax_facts` (
	`seq` integer NOT NULL,
	`name` text NOT NULL,
	`rate` integer NOT NULL,
	`order_id` text NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`cause` text NOT NULL,
	`base_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	PRIMARY KEY(`seq`, `rate`, `name`)
);
--> statement-breakpoint
CREATE INDEX `tax_facts_by_day` ON `tax_facts` (`day`);--> statement-breakpoint
CREATE TABLE `variant_days` (
	`variant_id` text NOT NULL,
	`day` integer NOT NULL,
	`units` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `day`),
	CONSTRAINT "variant_days_counted" CHECK(units >= 0)
);
--> statement-breakpoint
CREATE TABLE `active_carts` (
	`user_id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `cart_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	`position` integer NOT NULL,
	`variant_id` text NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`title` text NOT NULL,
	`unit_price_minor` integer NOT NULL,
	`tax_class` text NOT NULL,
	`weight_grams` integer,
	`quantity` integer NOT NULL,
	`collection_ids` text NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "cart_lines_positive" CHECK(quantity > 0 AND unit_price_minor >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cart_lines_once` ON `cart_lines` (`cart_id`,`variant_id`);--> statement-breakpoint
CREATE TABLE `carts` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`currency` text NOT NULL,
	`owner_id` text,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`code` text
);
--> statement-breakpoint
CREATE INDEX `carts_of_owner` ON `carts` (`owner_id`);--> statement-breakpoint
CREATE TABLE `checkouts` (
	`id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	`owner_id` text,
	`state` text NOT NULL,
	`version` integer NOT NULL,
	`held` integer NOT NULL,
	`released` integer NOT NULL,
	`giving_up` integer NOT NULL,
	`hold_until` integer NOT NULL,
	`currency` text NOT NULL,
	`email` text,
	`network` text,
	`shipping_address` text,
	`billing_address` text,
	`shipping` text,
	`subtotal_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`total_minor` integer NOT NULL,
	`tax_included` integer NOT NULL,
	`tax_parts` text NOT NULL,
	`priced_at` integer NOT NULL,
	`started_at` integer NOT NULL,
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`promotions` text NOT NULL,
	`discounts` text NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checkouts_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END),
	CONSTRAINT "checkouts_never_pay_out" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_one_live` ON `checkouts` (`cart_id`) WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING');--> statement-breakpoint
CREATE INDEX `checkouts_of_owner` ON `checkouts` (`owner_id`);--> statement-breakpoint
CREATE INDEX `checkouts_by_email` ON `checkouts` (`email`);--> statement-breakpoint
CREATE INDEX `checkouts_of_network` ON `checkouts` (`network`) WHERE network IS NOT NULL;--> statement-breakpoint
CREATE INDEX `checkouts_by_end` ON `checkouts` (`state`,`hold_until`);--> statement-breakpoint
CREATE INDEX `checkouts_to_release` ON `checkouts` (`state`) WHERE released = 0;--> statement-breakpoint
CREATE TABLE `fulfilment_parts` (
	`fulfilment_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`packed` integer NOT NULL,
	PRIMARY KEY(`fulfilment_id`, `line_id`),
	FOREIGN KEY (`fulfilment_id`) REFERENCES `fulfilments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "fulfilment_parts_packed" CHECK(packed >= 0 AND packed <= quantity)
);
--> statement-breakpoint
CREATE INDEX `fulfilment_parts_of_line` ON `fulfilment_parts` (`line_id`);--> statement-breakpoint
CREATE TABLE `fulfilments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `fulfilments_of_order` ON `fulfilments` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `shipment_parts` (
	`shipment_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	PRIMARY KEY(`shipment_id`, `line_id`),
	FOREIGN KEY (`shipment_id`) REFERENCES `shipments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipment_parts_positive" CHECK(quantity > 0)
);
--> statement-breakpoint
CREATE INDEX `shipment_parts_of_line` ON `shipment_parts` (`line_id`);--> statement-breakpoint
CREATE TABLE `shipments` (
	`id` text PRIMARY KEY NOT NULL,
	`fulfilment_id` text NOT NULL,
	`order_id` text NOT NULL,
	`status` text NOT NULL,
	`carrier` text NOT NULL,
	`tracking_number` text,
	`tracking_url` text,
	`created_at` integer NOT NULL,
	`shipped_at` integer,
	`delivered_at` integer,
	FOREIGN KEY (`fulfilment_id`) REFERENCES `fulfilments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipments_delivered" CHECK((status = 'DELIVERED') = (delivered_at IS NOT NULL)),
	CONSTRAINT "shipments_ready" CHECK((status IN ('READY', 'UNPACKED')) = (shipped_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX `shipments_of_order` ON `shipments` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `shipments_of_fulfilment` ON `shipments` (`fulfilment_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `retained_buyers` (
	`order_id` text PRIMARY KEY NOT NULL,
	`billing_address` text,
	`shipping_address` text,
	`retained_at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `skipped_numbers` (
	`sequence` text NOT NULL,
	`first` integer NOT NULL,
	`last` integer NOT NULL,
	`reason` text NOT NULL,
	`lost_since` integer NOT NULL,
	`skipped_at` integer NOT NULL,
	PRIMARY KEY(`sequence`, `first`),
	CONSTRAINT "skipped_numbers_ascend" CHECK(first <= last)
);
--> statement-breakpoint
CREATE INDEX `skipped_numbers_by_time` ON `skipped_numbers` (`skipped_at`);--> statement-breakpoint
CREATE TABLE `tax_documents` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`sequence` integer NOT NULL,
	`number` text NOT NULL,
	`order_id` text NOT NULL,
	`cause` text NOT NULL,
	`refund_id` text,
	`reverses` text,
	`issued_at` integer NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`taxes` text NOT NULL,
	`items` text NOT NULL,
	`seller` text NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "tax_documents_causes" CHECK((kind = 'INVOICE') = (cause = 'SALE'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_numbered` ON `tax_documents` (`kind`,`sequence`);--> statement-breakpoint
CREATE INDEX `tax_documents_of_order` ON `tax_documents` (`order_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `tax_documents_by_day` ON `tax_documents` (`day`,`kind`,`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_one_invoice` ON `tax_documents` (`order_id`) WHERE kind = 'INVOICE';--> statement-breakpoint
CREATE TABLE `line_counters` (
	`line_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`is_sent` integer NOT NULL,
	`ordered` integer NOT NULL,
	`charged_minor` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`set_aside` integer NOT NULL,
	`packed` integer NOT NULL,
	`shipped` integer NOT NULL,
	`delivered` integer NOT NULL,
	`undelivered` integer NOT NULL,
	`return_asked` integer NOT NULL,
	`returned` integer NOT NULL,
	`restocked` integer NOT NULL,
	`given_up` integer NOT NULL,
	`given_up_minor` integer NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`units` text NOT NULL,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "line_counters_known" CHECK(ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0),
	CONSTRAINT "line_counters_set_aside" CHECK(set_aside + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= set_aside AND shipped <= packed),
	CONSTRAINT "line_counters_arrived" CHECK(delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped),
	CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_asked AND return_asked <= delivered),
	CONSTRAINT "line_counters_restocked" CHECK(restocked >= 0 AND restocked <= ordered),
	CONSTRAINT "line_counters_given_up" CHECK(given_up >= 0 AND given_up <= ordered),
	CONSTRAINT "line_counters_given_up_minor" CHECK(given_up_minor >= 0 AND given_up_minor <= charged_minor)
);
--> statement-breakpoint
CREATE INDEX `line_counters_of_order` ON `line_counters` (`order_id`);--> statement-breakpoint
CREATE TABLE `order_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`summary` text NOT NULL,
	`actor` text NOT NULL,
	`actor_id` text,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_events_of_order` ON `order_events` (`order_id`,`seq`);--> statement-breakpoint
CREATE TABLE `order_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`position` integer NOT NULL,
	`variant_id` text NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`title` text NOT NULL,
	`unit_price_minor` integer NOT NULL,
	`quantity` integer NOT NULL,
	`line_total_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`tax_parts` text NOT NULL,
	`discount_minor` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_lines_add_up" CHECK(quantity > 0 AND discount_minor >= 0 AND line_total_minor >= 0 AND line_total_minor = unit_price_minor * quantity - discount_minor)
);
--> statement-breakpoint
CREATE INDEX `order_lines_of_order` ON `order_lines` (`order_id`,`position`);--> statement-breakpoint
CREATE INDEX `order_lines_of_variant` ON `order_lines` (`variant_id`);--> statement-breakpoint
CREATE TABLE `order_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	`author_id` text NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_notes_of_order` ON `order_notes` (`order_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`checkout_id` text NOT NULL,
	`cart_id` text NOT NULL,
	`customer_id` text,
	`email` text,
	`state` text NOT NULL,
	`hold_reason` text,
	`hold_since` integer,
	`cancel_reason` text,
	`delivered_at` integer,
	`invoice_number` text,
	`invoiced_at` integer,
	`currency` text NOT NULL,
	`subtotal_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`total_minor` integer NOT NULL,
	`tax_included` integer NOT NULL,
	`tax_parts` text NOT NULL,
	`shipping_address` text,
	`billing_address` text,
	`shipping` text,
	`placed_at` integer NOT NULL,
	`updated_at` integer DEFAULT 0 NOT NULL,
	`settlement` text DEFAULT 'UNPAID' NOT NULL,
	`erased_at` integer,
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`discounts` text NOT NULL,
	CONSTRAINT "orders_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END),
	CONSTRAINT "orders_never_pay_out" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number_unique` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_checkout_id_unique` ON `orders` (`checkout_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_invoice_number_unique` ON `orders` (`invoice_number`);--> statement-breakpoint
CREATE INDEX `orders_newest` ON `orders` (`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_of_customer` ON `orders` (`customer_id`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_invoice` ON `orders` (`invoiced_at`);--> statement-breakpoint
CREATE INDEX `orders_by_update` ON `orders` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_settlement` ON `orders` (`settlement`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_on_hold` ON `orders` (`placed_at`,`id`) WHERE hold_reason IS NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_delivered` ON `orders` (`delivered_at`) WHERE state = 'DELIVERED';--> statement-breakpoint
CREATE TABLE `sagas` (
	`checkout_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`payment_id` text,
	`version` integer NOT NULL,
	`step` text NOT NULL,
	`failure` text,
	`outcome` text,
	`attempt` integer NOT NULL,
	`next_run_at` integer NOT NULL,
	`parked_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sagas_order_id_unique` ON `sagas` (`order_id`);--> statement-breakpoint
CREATE INDEX `sagas_due` ON `sagas` (`next_run_at`) WHERE step <> 'DONE';--> statement-breakpoint
CREATE TABLE `sequences` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `unwanted_payments` (
	`payment_id` text PRIMARY KEY NOT NULL,
	`checkout_id` text NOT NULL,
	`version` integer NOT NULL,
	`outcome` text
);
--> statement-breakpoint
CREATE INDEX `unwanted_payments_open` ON `unwanted_payments` (`payment_id`) WHERE outcome IS NULL;--> statement-breakpoint
CREATE TABLE `order_variants` (
	`variant_id` text NOT NULL,
	`placed_at` integer NOT NULL,
	`order_id` text NOT NULL,
	PRIMARY KEY(`variant_id`, `placed_at`, `order_id`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `captures` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`left_minor` integer NOT NULL,
	`requested_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "captures_positive" CHECK(amount_minor > 0 AND amount_minor <= left_minor)
);
--> statement-breakpoint
CREATE INDEX `captures_of_order` ON `captures` (`order_id`);--> statement-breakpoint
CREATE TABLE `order_money` (
	`order_id` text PRIMARY KEY NOT NULL,
	`payment_id` text,
	`version` integer NOT NULL,
	`capture_mode` text NOT NULL,
	`total_minor` integer NOT NULL,
	`captured_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	`adjusted_minor` integer NOT NULL,
	`elsewhere_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`shipping_given_up_minor` integer NOT NULL,
	`authorization_ended_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_money_refunded" CHECK(refunded_minor >= 0 AND refunded_minor <= captured_minor),
	CONSTRAINT "order_money_adjusted" CHECK(adjusted_minor >= 0 AND adjusted_minor <= refunded_minor),
	CONSTRAINT "order_money_shipping" CHECK(shipping_given_up_minor >= 0 AND shipping_given_up_minor <= shipping_minor)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order_money_payment_id_unique` ON `order_money` (`payment_id`);--> statement-breakpoint
CREATE TABLE `refund_parts` (
	`refund_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`restocked` integer DEFAULT 0 NOT NULL,
	`units` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`refund_id`, `line_id`),
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refund_parts_positive" CHECK(quantity > 0 AND amount_minor >= 0)
);
--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`cause` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`adjustment_minor` integer NOT NULL,
	`reason` text NOT NULL,
	`failure` text,
	`maximum_minor` integer,
	`return_id` text,
	`keep_fulfillable` integer DEFAULT false NOT NULL,
	`requested_by` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_positive" CHECK(amount_minor > 0 AND shipping_minor >= 0 AND adjustment_minor >= 0)
);
--> statement-breakpoint
CREATE INDEX `refunds_of_order` ON `refunds` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_failed` ON `refunds` (`order_id`) WHERE state = 'FAILED';--> statement-breakpoint
CREATE INDEX `refunds_pending` ON `refunds` (`id`) WHERE state = 'PENDING';--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_once_of_return` ON `refunds` (`return_id`) WHERE state IN ('PENDING', 'SUCCEEDED');--> statement-breakpoint
CREATE TABLE `erasures` (
	`user_id` text PRIMARY KEY NOT NULL,
	`heard_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `erasures_open` ON `erasures` (`heard_at`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE TABLE `guest_erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`heard_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cancellations` (
	`order_id` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`note` text,
	`actor_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `errands` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`lines` text,
	`attempt` integer NOT NULL,
	`next_run_at` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `errands_once` ON `errands` (`kind`,`subject_id`);--> statement-breakpoint
CREATE INDEX `errands_due` ON `errands` (`next_run_at`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE INDEX `errands_of_order` ON `errands` (`order_id`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE TABLE `failed_codes` (
	`key` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`failures` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `failed_codes_oldest` ON `failed_codes` (`since`);--> statement-breakpoint
CREATE TABLE `promotion_uses` (
	`promotion_id` text NOT NULL,
	`checkout_id` text NOT NULL,
	`customer_key` text,
	`state` text NOT NULL,
	PRIMARY KEY(`promotion_id`, `checkout_id`),
	FOREIGN KEY (`promotion_id`) REFERENCES `promotions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `promotion_uses_of_checkout` ON `promotion_uses` (`checkout_id`);--> statement-breakpoint
CREATE INDEX `promotion_uses_of_customer` ON `promotion_uses` (`customer_key`,`promotion_id`);--> statement-breakpoint
CREATE TABLE `promotions` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`label` text NOT NULL,
	`code` text,
	`percent_off` integer,
	`amounts_off` text NOT NULL,
	`free_shipping` integer NOT NULL,
	`combines` integer NOT NULL,
	`collection_ids` text NOT NULL,
	`variant_ids` text NOT NULL,
	`minimum_subtotals` text NOT NULL,
	`uses_per_customer` integer,
	`uses_total` integer,
	`uses_taken` integer NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "promotions_within_limit" CHECK(uses_taken >= 0 AND (uses_total IS NULL OR uses_taken <= uses_total)),
	CONSTRAINT "promotions_in_time" CHECK(ends_at IS NULL OR ends_at >= starts_at),
	CONSTRAINT "promotions_take_off" CHECK((percent_off IS NULL OR percent_off BETWEEN 1 AND 1000000) AND (percent_off IS NOT NULL OR amounts_off <> '[]' OR free_shipping = 1))
);
--> statement-breakpoint
CREATE INDEX `promotions_by_update` ON `promotions` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `promotions_newest` ON `promotions` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `promotions_by_code` ON `promotions` (`code`,`starts_at`);--> statement-breakpoint
CREATE TABLE `return_parts` (
	`return_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`received` integer NOT NULL,
	`restocked` integer NOT NULL,
	PRIMARY KEY(`return_id`, `line_id`),
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "return_parts_received" CHECK(quantity > 0 AND received >= 0 AND received <= quantity),
	CONSTRAINT "return_parts_restocked" CHECK(restocked >= 0 AND restocked <= received)
);
--> statement-breakpoint
CREATE TABLE `returns` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`note` text,
	`requested_at` integer NOT NULL,
	`resolved_at` integer,
	`received_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `returns_newest` ON `returns` (`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `returns_by_state` ON `returns` (`state`,`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `returns_of_order` ON `returns` (`order_id`,`requested_at`,`id`);--> statement-breakpoint
CREATE TABLE `shipping_methods` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`zone_id` text NOT NULL,
	`carrier` text NOT NULL,
	`label` text NOT NULL,
	`eta_days_min` integer NOT NULL,
	`eta_days_max` integer NOT NULL,
	`tax_class` text NOT NULL,
	`active` integer NOT NULL,
	FOREIGN KEY (`zone_id`) REFERENCES `shipping_zones`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipping_methods_arrive" CHECK(eta_days_min >= 0 AND eta_days_max >= eta_days_min)
);
--> statement-breakpoint
CREATE INDEX `shipping_methods_of_zone` ON `shipping_methods` (`zone_id`);--> statement-breakpoint
CREATE TABLE `shipping_rates` (
	`method_id` text NOT NULL,
	`currency` text NOT NULL,
	`up_to_grams` integer NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`method_id`, `currency`, `up_to_grams`),
	FOREIGN KEY (`method_id`) REFERENCES `shipping_methods`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipping_rates_are_amounts" CHECK(up_to_grams > 0 AND minor >= 0)
);
--> statement-breakpoint
CREATE TABLE `shipping_zone_countries` (
	`country` text PRIMARY KEY NOT NULL,
	`zone_id` text NOT NULL,
	FOREIGN KEY (`zone_id`) REFERENCES `shipping_zones`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `shipping_zone_countries_of_zone` ON `shipping_zone_countries` (`zone_id`);--> statement-breakpoint
CREATE TABLE `shipping_zones` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tax_rates` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`region` text,
	`tax_class` text NOT NULL,
	`rate` integer NOT NULL,
	`starts_at` integer NOT NULL,
	CONSTRAINT "tax_rates_are_fractions" CHECK(rate BETWEEN 0 AND 1000000)
);
--> statement-breakpoint
CREATE INDEX `tax_rates_of_country` ON `tax_rates` (`country`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_rates_once_in_a_region` ON `tax_rates` (`country`,`region`,`tax_class`,`starts_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_rates_once_in_a_country` ON `tax_rates` (`country`,`tax_class`,`starts_at`) WHERE region IS NULL;--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`currencies` text NOT NULL,
	`country` text NOT NULL,
	`capture_mode` text NOT NULL,
	`prices_include_tax` integer NOT NULL,
	`sender_email` text NOT NULL,
	`support_email` text,
	`low_stock_threshold` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`legal_name` text,
	`legal_address` text,
	`vat_id` text,
	`time_zone` text DEFAULT 'UTC' NOT NULL,
	`reverse_charge` integer DEFAULT false NOT NULL,
	`invoice_retention_years` integer DEFAULT 10 NOT NULL,
	CONSTRAINT "shop_settings_one_row" CHECK(id = 1),
	CONSTRAINT "shop_settings_usable" CHECK(json_array_length(currencies) > 0 AND low_stock_threshold >= 0 AND name <> '')
);--> statement-breakpoint
CREATE TRIGGER `order_events_are_never_changed` BEFORE UPDATE ON `order_events`
BEGIN SELECT RAISE(ABORT, 'the timeline of an order is append only'); END;--> statement-breakpoint
CREATE TRIGGER `order_events_are_never_removed` BEFORE DELETE ON `order_events`
BEGIN SELECT RAISE(ABORT, 'the timeline of an order is append only'); END;--> statement-breakpoint
CREATE TRIGGER `saga_outcomes_are_final` BEFORE UPDATE ON `sagas` WHEN OLD.outcome IS NOT NULL AND NEW.outcome IS NOT OLD.outcome
BEGIN SELECT RAISE(ABORT, 'the outcome of a saga is final'); END;--> statement-breakpoint
CREATE TRIGGER `sales_facts_are_never_changed` BEFORE UPDATE ON `sales_facts`
BEGIN SELECT RAISE(ABORT, 'a sales fact is never changed: another one is added'); END;--> statement-breakpoint
CREATE TRIGGER `promotions_share_no_code` BEFORE INSERT ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;--> statement-breakpoint
CREATE TRIGGER `promotions_come_to_share_no_code` BEFORE UPDATE OF code, starts_at, ends_at ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;--> statement-breakpoint
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
BEGIN SELECT RAISE(ABORT, 'a promotion that was used stays used'); END;--> statement-breakpoint
CREATE TRIGGER `tax_documents_are_never_changed` BEFORE UPDATE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never changed: another document corrects it'); END;--> statement-breakpoint
CREATE TRIGGER `tax_documents_are_never_removed` BEFORE DELETE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never removed'); END;--> statement-breakpoint
CREATE TRIGGER `tax_facts_are_never_changed` BEFORE UPDATE ON `tax_facts`
BEGIN SELECT RAISE(ABORT, 'a tax fact is never changed: another one is added'); END;--> statement-breakpoint
CREATE TRIGGER `skipped_numbers_are_never_changed` BEFORE UPDATE ON `skipped_numbers`
BEGIN SELECT RAISE(ABORT, 'skipped numbers are never changed'); END;--> statement-breakpoint
CREATE TRIGGER `skipped_numbers_are_never_removed` BEFORE DELETE ON `skipped_numbers`
BEGIN SELECT RAISE(ABORT, 'skipped numbers are never removed'); END;
