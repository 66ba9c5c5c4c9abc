ALTER TABLE `checkouts` ADD `shortened` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `reservation_limits` text DEFAULT '{}' NOT NULL;