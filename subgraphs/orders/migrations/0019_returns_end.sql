PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_refunds` (
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
	`order_placed_at` integer DEFAULT 0 NOT NULL,
	`keep_fulfillable` integer DEFAULT false NOT NULL,
	`requested_by` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_positive" CHECK(amount_minor >= 0 AND shipping_minor >= 0 AND adjustment_minor >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_refunds`("id", "order_id", "state", "cause", "amount_minor", "shipping_minor", "adjustment_minor", "reason", "failure", "maximum_minor", "return_id", "order_placed_at", "keep_fulfillable", "requested_by", "created_at", "settled_at") SELECT "id", "order_id", "state", "cause", "amount_minor", "shipping_minor", "adjustment_minor", "reason", "failure", "maximum_minor", "return_id", "order_placed_at", "keep_fulfillable", "requested_by", "created_at", "settled_at" FROM `refunds`;--> statement-breakpoint
DROP TABLE `refunds`;--> statement-breakpoint
ALTER TABLE `__new_refunds` RENAME TO `refunds`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `refunds_of_order` ON `refunds` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_failed` ON `refunds` (`order_placed_at`,`order_id`) WHERE state = 'FAILED';--> statement-breakpoint
CREATE INDEX `refunds_pending` ON `refunds` (`id`) WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX `refunds_of_return` ON `refunds` (`return_id`,`created_at`,`id`) WHERE return_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `refund_parts` ADD `restocked_of_return` integer DEFAULT 0 NOT NULL;