ALTER TABLE `promotions` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `promotions_by_update` ON `promotions` (`updated_at`,`id`);--> statement-breakpoint
UPDATE `promotions` SET `updated_at` = `created_at`;
