CREATE TABLE `alarms` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`subject` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`count` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alarms_open_once` ON `alarms` (`name`,`subject`) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX `alarms_closed` ON `alarms` (`closed_at`) WHERE closed_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `inbox_cursor` ADD `lost_at` integer;