ALTER TABLE `shop_settings` ADD `legal_name` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `legal_address` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `vat_id` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `time_zone` text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `reverse_charge` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `invoice_retention_years` integer DEFAULT 10 NOT NULL;