CREATE TABLE `attempt_counters` (
	`key` text PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempt_counters_by_end` ON `attempt_counters` (`ends_at`);--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `rate_limits` text DEFAULT '{}' NOT NULL;