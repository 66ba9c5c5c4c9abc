CREATE TABLE `skipped_numbers` (
	`sequence` text NOT NULL,
	`first` integer NOT NULL,
	`last` integer NOT NULL,
	`reason` text NOT NULL,
	`lost_since` integer NOT NULL,
	`skipped_at` integer NOT NULL,
	PRIMARY KEY(`sequence`, `first`),
	CONSTRAINT "skipped_numbers_ascend" CHECK(first <= last)
);
--> statement-breakpoint
CREATE INDEX `skipped_numbers_by_time` ON `skipped_numbers` (`skipped_at`);--> statement-breakpoint
-- A gap in the numbers of documents is explained once and for ever.
CREATE TRIGGER `skipped_numbers_are_never_changed` BEFORE UPDATE ON `skipped_numbers`
BEGIN SELECT RAISE(ABORT, 'skipped numbers are never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `skipped_numbers_are_never_removed` BEFORE DELETE ON `skipped_numbers`
BEGIN SELECT RAISE(ABORT, 'skipped numbers are never removed'); END;
