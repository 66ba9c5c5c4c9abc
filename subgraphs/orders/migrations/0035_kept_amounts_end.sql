PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_order_money` (
	`order_id` text PRIMARY KEY NOT NULL,
	`payment_id` text,
	`version` integer NOT NULL,
	`capture_mode` text NOT NULL,
	`total_minor` integer NOT NULL,
	`captured_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	`adjusted_minor` integer NOT NULL,
	`external_minor` integer NOT NULL,
	`lost_minor` integer DEFAULT 0 NOT NULL,
	`shipping_minor` integer NOT NULL,
	`shipping_credited_minor` integer NOT NULL,
	`authorization_ended_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_money_refunded" CHECK(refunded_minor >= 0 AND refunded_minor <= captured_minor),
	CONSTRAINT "order_money_adjusted" CHECK(adjusted_minor >= 0 AND adjusted_minor <= refunded_minor),
	CONSTRAINT "order_money_shipping" CHECK(shipping_credited_minor >= 0 AND shipping_credited_minor <= shipping_minor),
	CONSTRAINT "order_money_lost" CHECK(lost_minor >= 0 AND lost_minor <= external_minor)
);
--> statement-breakpoint
INSERT INTO `__new_order_money`("order_id", "payment_id", "version", "capture_mode", "total_minor", "captured_minor", "refunded_minor", "adjusted_minor", "external_minor", "lost_minor", "shipping_minor", "shipping_credited_minor", "authorization_ended_at") SELECT "order_id", "payment_id", "version", "capture_mode", "total_minor", "captured_minor", "refunded_minor", "adjusted_minor", "external_minor", "lost_minor", "shipping_minor", "shipping_credited_minor", "authorization_ended_at" FROM `order_money` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `order_money`;--> statement-breakpoint
ALTER TABLE `__new_order_money` RENAME TO `order_money`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `order_money_payment_id_unique` ON `order_money` (`payment_id`);--> statement-breakpoint
CREATE TABLE `__new_refund_parts` (
	`refund_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`lowered` text,
	`restocked` integer DEFAULT 0 NOT NULL,
	`restocked_of_return` integer DEFAULT 0 NOT NULL,
	`units` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`refund_id`, `line_id`),
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refund_parts_positive" CHECK(quantity >= 0 AND amount_minor >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_refund_parts`("refund_id", "line_id", "quantity", "amount_minor", "lowered", "restocked", "restocked_of_return", "units") SELECT "refund_id", "line_id", "quantity", "amount_minor", "lowered", "restocked", "restocked_of_return", "units" FROM `refund_parts` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `refund_parts`;--> statement-breakpoint
ALTER TABLE `__new_refund_parts` RENAME TO `refund_parts`;