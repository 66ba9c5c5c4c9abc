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
	`captures` text NOT NULL,
	`refunds` text NOT NULL,
	`disputes` text NOT NULL,
	`thinking_since` integer,
	`keeps` integer NOT NULL,
	`customer_ref` text,
	`method_ref` text,
	`key` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sandbox_entries_of_ref` ON `sandbox_entries` (`ref`,`seq`);--> statement-breakpoint
CREATE INDEX `sandbox_entries_of_payment` ON `sandbox_entries` (`payment_id`,`seq`);--> statement-breakpoint
CREATE INDEX `sandbox_entries_thinking` ON `sandbox_entries` (`thinking_since`) WHERE thinking_since IS NOT NULL;--> statement-breakpoint
CREATE TABLE `sandbox_messages` (
	`entry_seq` integer PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `sandbox_messages_waiting` ON `sandbox_messages` (`due_at`) WHERE delivered_at IS NULL;--> statement-breakpoint
CREATE TABLE `sandbox_methods` (
	`ref` text PRIMARY KEY NOT NULL,
	`customer_ref` text NOT NULL,
	`token` text NOT NULL,
	`forgotten_at` integer
);
--> statement-breakpoint
CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);--> statement-breakpoint
CREATE TRIGGER `sandbox_entries_are_never_changed` BEFORE UPDATE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;--> statement-breakpoint
CREATE TRIGGER `sandbox_entries_are_never_removed` BEFORE DELETE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_changed` BEFORE UPDATE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_removed` BEFORE DELETE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;
