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
CREATE TABLE `erasures` (
	`user_id` text PRIMARY KEY NOT NULL,
	`heard_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `erasures_open` ON `erasures` (`heard_at`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE TABLE `bought_together` (
	`product_id` text NOT NULL,
	`other_id` text NOT NULL,
	`orders` integer NOT NULL,
	PRIMARY KEY(`product_id`, `other_id`),
	CONSTRAINT "bought_together_counted" CHECK(orders >= 0)
);
--> statement-breakpoint
CREATE INDEX `bought_together_most` ON `bought_together` (`product_id`,`orders`,`other_id`);--> statement-breakpoint
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
CREATE TABLE `variant_days` (
	`variant_id` text NOT NULL,
	`day` integer NOT NULL,
	`units` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `day`),
	CONSTRAINT "variant_days_counted" CHECK(units >= 0)
);
--> statement-breakpoint
ALTER TABLE `orders` ADD `invoiced_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `erased_at` integer;--> statement-breakpoint
CREATE INDEX `orders_by_invoice` ON `orders` (`invoiced_at`);--> statement-breakpoint
CREATE INDEX `carts_of_owner` ON `carts` (`owner_id`);--> statement-breakpoint
CREATE INDEX `checkouts_of_owner` ON `checkouts` (`owner_id`);