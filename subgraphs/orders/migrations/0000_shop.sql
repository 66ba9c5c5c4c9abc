CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`locked_until` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
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
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
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
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checkouts_add_up" CHECK(total_minor = subtotal_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_one_live` ON `checkouts` (`cart_id`) WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING');--> statement-breakpoint
CREATE INDEX `checkouts_by_end` ON `checkouts` (`state`,`hold_until`);--> statement-breakpoint
CREATE INDEX `checkouts_to_release` ON `checkouts` (`state`) WHERE released = 0;--> statement-breakpoint
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
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_lines_add_up" CHECK(quantity > 0 AND line_total_minor = unit_price_minor * quantity)
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
	`invoice_number` text,
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
	CONSTRAINT "orders_add_up" CHECK(total_minor = subtotal_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number_unique` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_checkout_id_unique` ON `orders` (`checkout_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_invoice_number_unique` ON `orders` (`invoice_number`);--> statement-breakpoint
CREATE INDEX `orders_newest` ON `orders` (`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_of_customer` ON `orders` (`customer_id`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email`,`placed_at`,`id`);--> statement-breakpoint
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
CREATE TABLE `shipping_methods` (
	`id` text PRIMARY KEY NOT NULL,
	`zone_id` text NOT NULL,
	`carrier` text NOT NULL,
	`label` text NOT NULL,
	`eta_days_min` integer NOT NULL,
	`eta_days_max` integer NOT NULL,
	`tax_class` text NOT NULL,
	`active` integer NOT NULL,
	FOREIGN KEY (`zone_id`) REFERENCES `shipping_zones`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `shipping_methods_of_zone` ON `shipping_methods` (`zone_id`);--> statement-breakpoint
CREATE TABLE `shipping_rates` (
	`method_id` text NOT NULL,
	`currency` text NOT NULL,
	`up_to_grams` integer NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`method_id`, `currency`, `up_to_grams`),
	FOREIGN KEY (`method_id`) REFERENCES `shipping_methods`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `shipping_zone_countries` (
	`country` text PRIMARY KEY NOT NULL,
	`zone_id` text NOT NULL,
	FOREIGN KEY (`zone_id`) REFERENCES `shipping_zones`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `shipping_zones` (
	`id` text PRIMARY KEY NOT NULL,
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
	`starts_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `tax_rates_of_country` ON `tax_rates` (`country`);