CREATE TABLE `withdrawal_parts` (
	`withdrawal_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`cancelled` text NOT NULL,
	`returned` text NOT NULL,
	PRIMARY KEY(`withdrawal_id`, `line_id`),
	FOREIGN KEY (`withdrawal_id`) REFERENCES `withdrawals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "withdrawal_parts_positive" CHECK(quantity > 0)
);
--> statement-breakpoint
CREATE INDEX `withdrawal_parts_of_line` ON `withdrawal_parts` (`line_id`);--> statement-breakpoint
CREATE TABLE `withdrawals` (
	`id` text PRIMARY KEY NOT NULL,
	`reference` text NOT NULL,
	`order_id` text,
	`matched` integer NOT NULL,
	`state` text NOT NULL,
	`order_number` text,
	`email` text,
	`last_name` text,
	`received_at` integer NOT NULL,
	`refund_due_by` integer,
	`proof_recorded_at` integer,
	`contest_note` text,
	`settled_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "withdrawals_matched" CHECK(matched = (order_id IS NOT NULL) AND matched = (state <> 'UNMATCHED')),
	CONSTRAINT "withdrawals_due" CHECK(matched = (refund_due_by IS NOT NULL)),
	CONSTRAINT "withdrawals_settled" CHECK((state = 'SETTLED') = (settled_at IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX `withdrawals_newest` ON `withdrawals` (`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `withdrawals_by_state` ON `withdrawals` (`state`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `withdrawals_of_order` ON `withdrawals` (`order_id`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `withdrawals_by_due` ON `withdrawals` (`refund_due_by`) WHERE refund_due_by IS NOT NULL;--> statement-breakpoint
CREATE INDEX `withdrawals_by_email` ON `withdrawals` (`email`) WHERE email IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `withdrawals_unmatched_once` ON `withdrawals` (`reference`) WHERE matched = 0;--> statement-breakpoint
ALTER TABLE `line_counters` ADD `return_rejected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `line_counters` DROP CONSTRAINT `line_counters_returned`;--> statement-breakpoint
ALTER TABLE `line_counters` ADD CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_requested AND return_rejected >= 0 AND return_requested + return_rejected <= shipped);--> statement-breakpoint
ALTER TABLE `returns` ALTER COLUMN `reason` DROP NOT NULL;--> statement-breakpoint
ALTER TABLE `returns` ADD `withdrawal_id` text REFERENCES withdrawals(id);--> statement-breakpoint
CREATE INDEX `returns_of_withdrawal` ON `returns` (`withdrawal_id`) WHERE withdrawal_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `cart_lines` ADD `is_withdrawable` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `checkouts` ADD `cheapest_shipping_minor` integer;--> statement-breakpoint
ALTER TABLE `order_lines` ADD `is_withdrawable` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `cheapest_shipping_minor` integer;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `withdrawal_days` integer DEFAULT 14 NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD CONSTRAINT "shop_settings_withdrawal_days" CHECK(withdrawal_days >= 14);