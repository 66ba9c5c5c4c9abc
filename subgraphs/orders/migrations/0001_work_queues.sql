ALTER TABLE `parked_events` RENAME TO `dead_letters`;--> statement-breakpoint
ALTER TABLE `errands` RENAME TO `order_tasks`;--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "follower" TO "consumer";--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "next_try_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `order_tasks` RENAME COLUMN "next_run_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `order_tasks` RENAME COLUMN "attempt" TO "attempts";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "next_run_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "attempt" TO "attempts";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "parked_at" TO "stalled_at";--> statement-breakpoint
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
CREATE TABLE `__new_order_tasks` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`lines` text,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_order_tasks`("seq", "order_id", "kind", "subject_id", "lines", "due_at", "attempts", "done_at") SELECT "seq", "order_id", "kind", "subject_id", "lines", "due_at", "attempts", "done_at" FROM `order_tasks`;--> statement-breakpoint
DROP TABLE `order_tasks`;--> statement-breakpoint
ALTER TABLE `__new_order_tasks` RENAME TO `order_tasks`;--> statement-breakpoint
CREATE UNIQUE INDEX `order_tasks_once` ON `order_tasks` (`kind`,`subject_id`);--> statement-breakpoint
CREATE INDEX `order_tasks_due` ON `order_tasks` (`due_at`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE INDEX `order_tasks_of_order` ON `order_tasks` (`order_id`) WHERE done_at IS NULL;--> statement-breakpoint
DROP INDEX `sagas_due`;--> statement-breakpoint
CREATE INDEX `sagas_due` ON `sagas` (`due_at`) WHERE step <> 'DONE';