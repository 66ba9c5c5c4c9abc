CREATE TABLE `sandbox_answers` (
	`key` text PRIMARY KEY NOT NULL,
	`request_hash` text NOT NULL,
	`entry_seq` integer NOT NULL,
	`refused` text
);
--> statement-breakpoint
CREATE TABLE `sandbox_entries` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ref` text NOT NULL,
	`payment_id` text NOT NULL,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`token` text,
	`failure_code` text,
	`key` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sandbox_entries_of_ref` ON `sandbox_entries` (`ref`,`seq`);--> statement-breakpoint
CREATE INDEX `sandbox_entries_of_payment` ON `sandbox_entries` (`payment_id`,`seq`);--> statement-breakpoint
CREATE INDEX `sandbox_entries_processing` ON `sandbox_entries` (`at`) WHERE state = 'PROCESSING';--> statement-breakpoint
CREATE TABLE `sandbox_messages` (
	`entry_seq` integer PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `sandbox_messages_waiting` ON `sandbox_messages` (`due_at`) WHERE delivered_at IS NULL;