ALTER TABLE `products` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `products_updated` ON `products` (`status`,`updated_at`,`id`);--> statement-breakpoint
ALTER TABLE `variants` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `variants` SET `updated_at` = `created_at`;--> statement-breakpoint
UPDATE `products` SET `updated_at` = max(`created_at`, coalesce((SELECT max(`updated_at`) FROM `variants` WHERE `product_id` = `products`.`id`), 0));
