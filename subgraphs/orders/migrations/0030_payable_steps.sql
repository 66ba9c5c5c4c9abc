-- The trigger names a table that is created anew.
DROP TRIGGER `promotion_uses_are_final`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_checkouts` (
	`id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	`owner_id` text,
	`state` text NOT NULL,
	`version` integer NOT NULL,
	`reserved` integer NOT NULL,
	`released` integer NOT NULL,
	`reopening` integer NOT NULL,
	`reserved_until` integer NOT NULL,
	`shortened` integer DEFAULT false NOT NULL,
	`currency` text NOT NULL,
	`email` text,
	`network` text,
	`shipping_address` text,
	`billing_address` text,
	`shipping` text,
	`cheapest_shipping_minor` integer,
	`subtotal_minor` integer NOT NULL,
	`shipping_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`total_minor` integer NOT NULL,
	`rounding_minor` integer DEFAULT 0 NOT NULL,
	`tax_included` integer NOT NULL,
	`tax_parts` text NOT NULL,
	`pricing_terms` text,
	`priced_at` integer NOT NULL,
	`started_at` integer NOT NULL,
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`promotions` text NOT NULL,
	`discounts` text NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checkouts_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END + rounding_minor),
	CONSTRAINT "checkouts_discount_within_price" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
INSERT INTO `__new_checkouts`("id", "cart_id", "owner_id", "state", "version", "reserved", "released", "reopening", "reserved_until", "shortened", "currency", "email", "network", "shipping_address", "billing_address", "shipping", "cheapest_shipping_minor", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "rounding_minor", "tax_included", "tax_parts", "pricing_terms", "priced_at", "started_at", "discount_minor", "shipping_discount_minor", "promotions", "discounts") SELECT "id", "cart_id", "owner_id", "state", "version", "reserved", "released", "reopening", "reserved_until", "shortened", "currency", "email", "network", "shipping_address", "billing_address", "shipping", "cheapest_shipping_minor", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", 0, "tax_included", "tax_parts", "pricing_terms", "priced_at", "started_at", "discount_minor", "shipping_discount_minor", "promotions", "discounts" FROM `checkouts`;--> statement-breakpoint
DROP TABLE `checkouts`;--> statement-breakpoint
ALTER TABLE `__new_checkouts` RENAME TO `checkouts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_one_live` ON `checkouts` (`cart_id`) WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING');--> statement-breakpoint
CREATE INDEX `checkouts_of_cart` ON `checkouts` (`cart_id`);--> statement-breakpoint
CREATE INDEX `checkouts_of_owner` ON `checkouts` (`owner_id`);--> statement-breakpoint
CREATE INDEX `checkouts_by_email` ON `checkouts` (`email`);--> statement-breakpoint
CREATE INDEX `checkouts_of_network` ON `checkouts` (`network`) WHERE network IS NOT NULL;--> statement-breakpoint
CREATE INDEX `checkouts_by_end` ON `checkouts` (`state`,`reserved_until`);--> statement-breakpoint
CREATE INDEX `checkouts_to_release` ON `checkouts` (`state`) WHERE released = 0;--> statement-breakpoint
CREATE TABLE `__new_orders` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`checkout_id` text NOT NULL,
	`cart_id` text NOT NULL,
	`customer_id` text,
	`joined_at` integer,
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
	`rounding_minor` integer DEFAULT 0 NOT NULL,
	`step_minor` integer DEFAULT 1 NOT NULL,
	`tax_included` integer NOT NULL,
	`tax_parts` text NOT NULL,
	`shipping_address` text,
	`billing_address` text,
	`shipping` text,
	`cheapest_shipping_minor` integer,
	`placed_at` integer NOT NULL,
	`updated_at` integer DEFAULT 0 NOT NULL,
	`settlement` text DEFAULT 'UNPAID' NOT NULL,
	`erased_at` integer,
	`discount_minor` integer NOT NULL,
	`shipping_discount_minor` integer NOT NULL,
	`discounts` text NOT NULL,
	CONSTRAINT "orders_add_up" CHECK(total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END + rounding_minor),
	CONSTRAINT "orders_payable" CHECK(step_minor > 0 AND total_minor % step_minor = 0 AND abs(rounding_minor) * 2 <= step_minor),
	CONSTRAINT "orders_discount_within_price" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor)
);
--> statement-breakpoint
INSERT INTO `__new_orders`("id", "number", "checkout_id", "cart_id", "customer_id", "joined_at", "email", "state", "hold_reason", "hold_since", "cancel_reason", "delivered_at", "invoice_number", "invoiced_at", "currency", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", "rounding_minor", "step_minor", "tax_included", "tax_parts", "shipping_address", "billing_address", "shipping", "cheapest_shipping_minor", "placed_at", "updated_at", "settlement", "erased_at", "discount_minor", "shipping_discount_minor", "discounts") SELECT "id", "number", "checkout_id", "cart_id", "customer_id", "joined_at", "email", "state", "hold_reason", "hold_since", "cancel_reason", "delivered_at", "invoice_number", "invoiced_at", "currency", "subtotal_minor", "shipping_minor", "tax_minor", "total_minor", 0, 1, "tax_included", "tax_parts", "shipping_address", "billing_address", "shipping", "cheapest_shipping_minor", "placed_at", "updated_at", "settlement", "erased_at", "discount_minor", "shipping_discount_minor", "discounts" FROM `orders`;--> statement-breakpoint
DROP TABLE `orders`;--> statement-breakpoint
ALTER TABLE `__new_orders` RENAME TO `orders`;--> statement-breakpoint
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
ALTER TABLE `sold_orders` ADD `step_minor` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `tax_documents` ADD `rounding_minor` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `line_counters` ADD `step_minor` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `payable_steps` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
  AND NOT EXISTS (SELECT 1 FROM `orders` WHERE `checkout_id` = OLD.checkout_id AND `state` = 'CANCELLED')
BEGIN SELECT RAISE(ABORT, 'a used promotion stays used, unless its order is cancelled'); END;
