CREATE TABLE `attempt_counters` (
	`key` text PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempt_counters_by_end` ON `attempt_counters` (`ends_at`);--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`rate_limits` text NOT NULL,
	CONSTRAINT "shop_settings_one_row" CHECK(id = 1)
);
--> statement-breakpoint
ALTER TABLE `payments` ADD `decline_counters` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `is_decline_counted` integer DEFAULT false NOT NULL;