ALTER TABLE `parked_events` RENAME TO `dead_letters`;--> statement-breakpoint
ALTER TABLE `farewells` RENAME TO `erasure_emails`;--> statement-breakpoint
ALTER TABLE `departures` RENAME TO `pending_erasures`;--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "follower" TO "consumer";--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "next_try_at" TO "due_at";--> statement-breakpoint
DROP INDEX `parked_events_of_aggregate`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_dead_letters` (
	`consumer` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	PRIMARY KEY(`consumer`, `seq`)
);
--> statement-breakpoint
INSERT INTO `__new_dead_letters`("consumer", "seq", "aggregate_id", "event", "due_at", "attempts") SELECT "consumer", "seq", "aggregate_id", "event", "due_at", 0 FROM `dead_letters`;--> statement-breakpoint
DROP TABLE `dead_letters`;--> statement-breakpoint
ALTER TABLE `__new_dead_letters` RENAME TO `dead_letters`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `dead_letters_of_aggregate` ON `dead_letters` (`consumer`,`aggregate_id`,`seq`);--> statement-breakpoint
DROP INDEX `departures_due`;--> statement-breakpoint
CREATE INDEX `pending_erasures_due` ON `pending_erasures` (`due_at`);--> statement-breakpoint
DROP INDEX `account_exports_due`;--> statement-breakpoint
CREATE INDEX `account_exports_due` ON `account_exports` (`due_at`) WHERE content IS NULL;--> statement-breakpoint
UPDATE `account_exports` SET `due_at` = 0, `attempts` = min(`attempts`, 19) WHERE content IS NULL;--> statement-breakpoint
UPDATE `pending_erasures` SET `due_at` = 0, `attempts` = min(`attempts`, 19);--> statement-breakpoint
ALTER TABLE `store_openings` RENAME TO `pragma_log`;--> statement-breakpoint
ALTER TABLE `pragma_log` RENAME COLUMN "hasty" TO "without_fsync";
