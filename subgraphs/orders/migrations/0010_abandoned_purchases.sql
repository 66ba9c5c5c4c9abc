DROP INDEX `carts_of_owner`;--> statement-breakpoint
ALTER TABLE `carts` ADD `ordered` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `carts_abandoned` ON `carts` (`updated_at`,`id`) WHERE owner_id IS NULL AND ordered = 0;--> statement-breakpoint
CREATE INDEX `carts_of_owner` ON `carts` (`owner_id`) WHERE owner_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `retention_days` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `active_carts_of_cart` ON `active_carts` (`cart_id`);--> statement-breakpoint
CREATE INDEX `checkouts_of_cart` ON `checkouts` (`cart_id`);--> statement-breakpoint
UPDATE `carts` SET `ordered` = 1 WHERE `id` IN (SELECT `cart_id` FROM `orders`);