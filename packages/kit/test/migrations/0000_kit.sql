CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`payload` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`traceparent` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_event_id_unique` ON `outbox` (`event_id`);--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`lost_at` integer
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `pragma_log` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`opened_at` integer NOT NULL,
	`without_fsync` integer NOT NULL,
	`journal_mode` text NOT NULL,
	`synchronous` integer NOT NULL,
	`foreign_keys` integer NOT NULL,
	`busy_timeout_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tins` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`traceparent` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`consumer` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`traceparent` text,
	PRIMARY KEY(`consumer`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`ends_at` integer NOT NULL,
	`fencing_token` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `fencing_tokens` (
	`lease` text PRIMARY KEY NOT NULL,
	`token` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attempt_counters` (
	`key` text PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
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
CREATE UNIQUE INDEX `alarms_open_once` ON `alarms` (`name`,`subject`) WHERE closed_at IS NULL;
