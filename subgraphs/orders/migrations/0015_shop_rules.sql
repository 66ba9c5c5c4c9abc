ALTER TABLE `shop_settings` ADD `cart_limits` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `reservation_seconds` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `return_days` integer DEFAULT 30 NOT NULL;