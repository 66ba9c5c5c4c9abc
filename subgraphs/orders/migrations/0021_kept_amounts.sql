ALTER TABLE `refund_parts` ADD `kept_minor` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `refund_parts` ADD CONSTRAINT "refund_parts_kept" CHECK(kept_minor >= 0);--> statement-breakpoint
ALTER TABLE `order_money` ADD `kept_minor` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `order_money` ADD CONSTRAINT "order_money_kept" CHECK(kept_minor >= 0);