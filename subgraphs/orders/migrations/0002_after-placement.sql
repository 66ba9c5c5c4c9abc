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
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "line_counters_known" CHECK(ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0),
	CONSTRAINT "line_counters_set_aside" CHECK(set_aside + cancelled <= ordered AND packed <= set_aside AND shipped <= packed),
	CONSTRAINT "line_counters_arrived" CHECK(delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped),
	CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_asked AND return_asked <= delivered),
	CONSTRAINT "line_counters_restocked" CHECK(restocked >= 0 AND restocked <= ordered),
	CONSTRAINT "line_counters_given_up" CHECK(given_up >= 0 AND given_up <= ordered),
	CONSTRAINT "line_counters_given_up_minor" CHECK(given_up_minor >= 0 AND given_up_minor <= charged_minor)
);
--> statement-breakpoint
CREATE INDEX `line_counters_of_order` ON `line_counters` (`order_id`);--> statement-breakpoint
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
	CONSTRAINT "shipments_ready" CHECK((status = 'READY') = (shipped_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX `shipments_of_order` ON `shipments` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `shipments_of_fulfilment` ON `shipments` (`fulfilment_id`,`created_at`,`id`);--> statement-breakpoint
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
	`requested_by` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_positive" CHECK(amount_minor > 0 AND shipping_minor >= 0 AND adjustment_minor >= 0)
);
--> statement-breakpoint
CREATE INDEX `refunds_of_order` ON `refunds` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_once_of_return` ON `refunds` (`return_id`) WHERE state IN ('PENDING', 'SUCCEEDED');--> statement-breakpoint
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
ALTER TABLE `orders` ADD `delivered_at` integer;--> statement-breakpoint
CREATE INDEX `orders_delivered` ON `orders` (`delivered_at`) WHERE state = 'DELIVERED';