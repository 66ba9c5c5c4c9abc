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
	CONSTRAINT "promotions_within_limit" CHECK(uses_taken >= 0 AND (uses_total IS NULL OR uses_taken <= uses_total)),
	CONSTRAINT "promotions_in_time" CHECK(ends_at IS NULL OR ends_at >= starts_at),
	CONSTRAINT "promotions_take_off" CHECK((percent_off IS NULL OR percent_off BETWEEN 1 AND 1000000) AND (percent_off IS NOT NULL OR amounts_off <> '[]' OR free_shipping = 1))
);
--> statement-breakpoint
CREATE INDEX `promotions_newest` ON `promotions` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `promotions_by_code` ON `promotions` (`code`,`starts_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_checkouts` (
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
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`promotions` text NOT NULL,
	`discounts` text NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checkouts_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END),
	CONSTRAINT "checkouts_never_pay_out" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
INSERT INTO `__new_checkouts`("id", "cart_id", "owner_id", "state", "version", "held", "released", "giving_up", "hold_until", "currency", "email", "shipping_address", "billing_address", "shipping", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "tax_included", "tax_parts", "priced_at", "started_at", "discount_minor", "shipping_discount_minor", "promotions", "discounts") SELECT "id", "cart_id", "owner_id", "state", "version", "held", "released", "giving_up", "hold_until", "currency", "email", "shipping_address", "billing_address", "shipping", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "tax_included", "tax_parts", "priced_at", "started_at", 0, 0, '[]', '[]' FROM `checkouts`;--> statement-breakpoint
DROP TABLE `checkouts`;--> statement-breakpoint
ALTER TABLE `__new_checkouts` RENAME TO `checkouts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_one_live` ON `checkouts` (`cart_id`) WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING');--> statement-breakpoint
CREATE INDEX `checkouts_by_end` ON `checkouts` (`state`,`hold_until`);--> statement-breakpoint
CREATE INDEX `checkouts_to_release` ON `checkouts` (`state`) WHERE released = 0;--> statement-breakpoint
CREATE TABLE `__new_order_lines` (
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
INSERT INTO `__new_order_lines`("id", "order_id", "position", "variant_id", "product_id", "sku", "title", "unit_price_minor", "quantity", "line_total_minor", "tax_minor", "tax_parts", "discount_minor") SELECT "id", "order_id", "position", "variant_id", "product_id", "sku", "title", "unit_price_minor", "quantity", "line_total_minor", "tax_minor", "tax_parts", 0 FROM `order_lines`;--> statement-breakpoint
DROP TABLE `order_lines`;--> statement-breakpoint
ALTER TABLE `__new_order_lines` RENAME TO `order_lines`;--> statement-breakpoint
CREATE INDEX `order_lines_of_order` ON `order_lines` (`order_id`,`position`);--> statement-breakpoint
CREATE INDEX `order_lines_of_variant` ON `order_lines` (`variant_id`);--> statement-breakpoint
CREATE TABLE `__new_orders` (
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
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`discounts` text NOT NULL,
	CONSTRAINT "orders_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END),
	CONSTRAINT "orders_never_pay_out" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
INSERT INTO `__new_orders`("id", "number", "checkout_id", "cart_id", "customer_id", "email", "state", "hold_reason", "hold_since", "cancel_reason", "invoice_number", "currency", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "tax_included", "tax_parts", "shipping_address", "billing_address", "shipping", "placed_at", "discount_minor", "shipping_discount_minor", "discounts") SELECT "id", "number", "checkout_id", "cart_id", "customer_id", "email", "state", "hold_reason", "hold_since", "cancel_reason", "invoice_number", "currency", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "tax_included", "tax_parts", "shipping_address", "billing_address", "shipping", "placed_at", 0, 0, '[]' FROM `orders`;--> statement-breakpoint
DROP TABLE `orders`;--> statement-breakpoint
ALTER TABLE `__new_orders` RENAME TO `orders`;--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number_unique` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_checkout_id_unique` ON `orders` (`checkout_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_invoice_number_unique` ON `orders` (`invoice_number`);--> statement-breakpoint
CREATE INDEX `orders_newest` ON `orders` (`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_of_customer` ON `orders` (`customer_id`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email`,`placed_at`,`id`);--> statement-breakpoint
ALTER TABLE `cart_lines` ADD `collection_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `carts` ADD `code` text;