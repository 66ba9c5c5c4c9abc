ALTER TABLE `parked_events` RENAME TO `dead_letters`;--> statement-breakpoint
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
DROP INDEX `webhook_inbox_waiting`;--> statement-breakpoint
ALTER TABLE `webhook_inbox` ADD `due_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `webhook_inbox` SET `state` = 'dead_letter' WHERE `state` = 'parked';--> statement-breakpoint
CREATE INDEX `webhook_inbox_due` ON `webhook_inbox` (`due_at`) WHERE state = 'stored';--> statement-breakpoint
ALTER TABLE `store_openings` RENAME TO `pragma_log`;--> statement-breakpoint
ALTER TABLE `pragma_log` RENAME COLUMN "hasty" TO "without_fsync";--> statement-breakpoint
ALTER TABLE `payments` RENAME COLUMN "forgotten_at" TO "erased_at";--> statement-breakpoint
CREATE TABLE `__new_captures` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`key` text,
	`state` text NOT NULL,
	`requested_minor` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`provider_ref` text,
	`reason` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "captures_positive" CHECK(amount_minor > 0 OR state = 'INCLUDED')
);--> statement-breakpoint
INSERT INTO `__new_captures`("id", "payment_id", "key", "state", "requested_minor", "amount_minor", "provider_ref", "reason", "created_at", "settled_at") SELECT "id", "payment_id", "key", CASE "state" WHEN 'TAKEN' THEN 'CAPTURED' WHEN 'COVERED' THEN 'INCLUDED' ELSE "state" END, "requested_minor", "amount_minor", "provider_ref", "reason", "created_at", "settled_at" FROM `captures` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `captures`;--> statement-breakpoint
ALTER TABLE `__new_captures` RENAME TO `captures`;--> statement-breakpoint
CREATE UNIQUE INDEX `captures_once` ON `captures` (`payment_id`,`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `captures_provider_ref` ON `captures` (`payment_id`,`provider_ref`);--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_insert` AFTER INSERT ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'CAPTURED')
BEGIN SELECT RAISE(ABORT, 'the captures do not add up to the captured amount of their payment'); END;--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_update` AFTER UPDATE ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'CAPTURED')
BEGIN SELECT RAISE(ABORT, 'the captures do not add up to the captured amount of their payment'); END;--> statement-breakpoint
CREATE TRIGGER `captures_are_final` BEFORE UPDATE ON `captures`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`key` IS NOT OLD.`key` OR NEW.`requested_minor` <> OLD.`requested_minor`
  OR OLD.`state` IN ('CAPTURED', 'INCLUDED')
BEGIN SELECT RAISE(ABORT, 'a completed capture never changes'); END;--> statement-breakpoint
CREATE TRIGGER `captures_are_never_removed` BEFORE DELETE ON `captures`
BEGIN SELECT RAISE(ABORT, 'captures are never removed'); END;
