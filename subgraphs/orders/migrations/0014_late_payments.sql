ALTER TABLE `unwanted_payments` ADD `is_late` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `late_payment_hours` integer DEFAULT 24 NOT NULL;